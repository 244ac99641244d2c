import type * as ClientModule from '../../nodes/shared/client/client';
import { loadCompiled } from '../paths';
import { bodyOf } from '../workload';

/** Our client without n8n: asks once, streamed, and hands over every token. */
export async function ourClient(baseUrl: string, apiKey: string) {
	const { TogetherClient } = await loadCompiled<typeof ClientModule>('api/client.js');
	const client = new TogetherClient({ apiKey, baseUrl, silenceTimeoutMs: 60_000 });
	return async (onToken: (token: string) => void): Promise<void> => {
		await client.streamChatCompletion(bodyOf(0, true), ({ deltas }) => {
			for (const { content } of deltas) if (content) onToken(content);
		});
	};
}
