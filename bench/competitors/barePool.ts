import { setTimeout as wait } from 'node:timers/promises';

import { createParser } from 'eventsource-parser';
import type { Pool } from 'undici';

import { bodyOf } from '../workload';

interface Chunk {
	choices: Array<{ delta?: { content?: string } }>;
}

/** A second, with some room: a request that is early by a hair would be one too many. */
const SECOND_MS = 1_010;

/** Who knows the limit is refused by a hair at most, and need not wait for what the server says. */
const REFUSED_MS = 50;

/** How a job is done when everything about the server is known beforehand. */
export interface PoolJob {
	items: number;
	/** So many connections, one request on each. */
	connections: number;
	/** So many requests in any second, evenly. */
	perSecond?: number | undefined;
}

/**
 * The least code that gets the replies: an undici pool, eventsource-parser and JSON.parse. No n8n,
 * no checks, nothing learnt. What a node can at best come close to.
 */
export class BarePool {
	private constructor(
		private readonly pool: Pool,
		private readonly path: string,
		private readonly apiKey: string,
	) {}

	static async open(baseUrl: string, apiKey: string, connections: number): Promise<BarePool> {
		// Node's own fetch must come first, or this undici becomes the one that fetch uses.
		void globalThis.Response;
		const { Pool } = await import('undici');
		const { origin, pathname } = new URL(`${baseUrl}/chat/completions`);
		return new BarePool(new Pool(origin, { connections }), pathname, apiKey);
	}

	/** Opens a pool, does the job and closes the pool. */
	static async run(baseUrl: string, apiKey: string, job: PoolJob): Promise<string[]> {
		const bare = await BarePool.open(baseUrl, apiKey, job.connections);
		try {
			return await bare.completeAll(job);
		} finally {
			await bare.close();
		}
	}

	async completeAll({ items, connections, perSecond = Infinity }: PoolJob): Promise<string[]> {
		const texts: string[] = [];
		const starts: number[] = [];
		const began = performance.now();
		let next = 0;
		const worker = async () => {
			while (next < items) {
				const item = next++;
				// After a hiccup of the machine, catching up must not put too many into one second.
				const aSecondLater = (starts[item - perSecond] ?? -Infinity) + SECOND_MS;
				const start = Math.max(began + (item * SECOND_MS) / perSecond, aSecondLater);
				starts[item] = Math.max(start, performance.now());
				if (start > performance.now()) await wait(start - performance.now());
				texts[item] = await this.complete(item);
			}
		};
		await Promise.all(Array.from({ length: connections }, worker));
		return texts;
	}

	/** Windows of so many items: the next begins when the slowest of the last is done. */
	async completeInWindows(items: number, size: number): Promise<string[]> {
		const texts: string[] = [];
		for (let first = 0; first < items; first += size) {
			const window = Array.from({ length: Math.min(size, items - first) }, (_, at) =>
				this.complete(first + at),
			);
			texts.push(...(await Promise.all(window)));
		}
		return texts;
	}

	async complete(item: number, onToken?: (token: string) => void): Promise<string> {
		const { statusCode, body } = await this.pool.request({
			path: this.path,
			method: 'POST',
			headers: { authorization: `Bearer ${this.apiKey}`, 'content-type': 'application/json' },
			body: JSON.stringify(bodyOf(item, true)),
		});
		if (statusCode !== 200) {
			await body.dump();
			await wait(REFUSED_MS);
			return await this.complete(item, onToken);
		}
		let text = '';
		const parser = createParser({
			onEvent: ({ data }) => {
				if (data === '[DONE]') return;
				const chunk = JSON.parse(data) as Chunk;
				const token = chunk.choices[0]?.delta?.content ?? '';
				text += token;
				onToken?.(token);
			},
		});
		const decoder = new TextDecoder();
		const pieces = body as AsyncIterable<Uint8Array>;
		for await (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }));
		return text;
	}

	async close(): Promise<void> {
		await this.pool.close();
	}
}
