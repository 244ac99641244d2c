import Together from 'together-ai';

import { bodyOf } from '../workload';

/** The official client, so many requests at a time, streamed. */
export async function officialClient(
	baseURL: string,
	apiKey: string,
	{ items, concurrency }: { items: number; concurrency: number },
): Promise<string[]> {
	const client = new Together({ apiKey, baseURL, maxRetries: 0, logLevel: 'off' });
	const texts: string[] = [];
	let next = 0;
	const worker = async () => {
		while (next < items) {
			const item = next++;
			const body = { ...bodyOf(item, false), stream: true as const };
			let text = '';
			for await (const chunk of await client.chat.completions.create(body)) {
				text += chunk.choices[0]?.delta.content ?? '';
			}
			texts[item] = text;
		}
	};
	await Promise.all(Array.from({ length: concurrency }, worker));
	return texts;
}
