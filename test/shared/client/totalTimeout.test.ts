import { Readable } from 'node:stream';

import type { TogetherClient } from '../../../nodes/shared/client/client';
import { RequestFailed } from '../../../nodes/shared/run/withRetries';
import { clientFor, withServer } from '../../support/server';

const { signal } = new AbortController();

const MODEL = 'a/model';
const CHAT = { model: MODEL, messages: [] };

type Ask = (client: TogetherClient) => Promise<unknown>;

const file = {
	purpose: 'batch-api',
	fileName: 'a.jsonl',
	mediaType: 'application/jsonl',
	length: 2,
	open: () => Promise.resolve(Readable.from([Buffer.from('{}')])),
};

it.each<[string, Ask]>([
	['a completion', async ({ chat }) => await chat.complete(CHAT, { signal })],
	['the models', async ({ models }) => await models.listWithRetries({ signal })],
	['vectors', async (c) => await c.embeddings.create({ model: MODEL, texts: ['a'] }, { signal })],
	[
		'a ranking',
		async ({ rerank }) =>
			await rerank.rank({ model: MODEL, query: 'a', documents: ['b'], topN: 1 }, { signal }),
	],
	['an upload', async ({ files }) => await files.upload(file, signal)],
	['a file', async ({ files }) => await files.readLines('file-1', () => () => {}, signal)],
	['a batch', async ({ batches }) => await batches.get('a', signal)],
	['the batches', async ({ batches }) => await batches.list(signal)],
])('ends a request for %s, which is not sent again', async (_name, ask) => {
	await withServer(
		(response) => response.writeHead(200).flushHeaders(),
		async (server) => {
			const failure: unknown = await ask(clientFor(server, { totalTimeoutMs: 100 })).catch(
				(error: unknown) => error,
			);
			expect(failure).toBeInstanceOf(RequestFailed);
			expect(failure).toMatchObject({
				attempts: 1,
				reason: { kind: 'timeout', details: { code: 'TOTAL_TIMEOUT' } },
			});
		},
	);
});
