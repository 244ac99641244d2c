import type { StructuredChunk } from 'n8n-workflow';

import { freshKey, jsonOf, runNode, userSays } from './runNode';
import { lastUserText, startStandIn, type StandIn } from '../../sandbox/standIn';

/** Type, item and content of each chunk, in the order in which the chat got them. */
function shown(chunks: StructuredChunk[]): Array<[string, number, string?]> {
	return chunks.map(({ type, content, metadata }) =>
		content === undefined ? [type, metadata.itemIndex] : [type, metadata.itemIndex, content],
	);
}

describe('a chat that waits for tokens', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn({ reply: (_request, index) => `Reply number ${index}` });
	});

	afterEach(async () => {
		await standIn.close();
	});

	it('gets each token as it arrives, one item after the other, and the items come out whole', async () => {
		const { run, items } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			input: [{}, {}],
		});

		expect(shown(run.chunks)).toEqual([
			['begin', 0],
			['item', 0, 'Reply'],
			['item', 0, ' number'],
			['item', 0, ' 0'],
			['end', 0],
			['begin', 1],
			['item', 1, 'Reply'],
			['item', 1, ' number'],
			['item', 1, ' 1'],
			['end', 1],
		]);
		expect(jsonOf(items).map(({ text }) => text)).toEqual(['Reply number 0', 'Reply number 1']);
		expect(standIn.peakInFlight).toBe(1);
	});

	it('gets an answer that came in one piece as one piece', async () => {
		const { run } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			parameters: { requests: { streaming: 'off' } },
		});

		expect(shown(run.chunks)).toEqual([
			['begin', 0],
			['item', 0, 'Reply number 0'],
			['end', 0],
		]);
	});

	it('shows the first of several choices only', async () => {
		const { run } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			parameters: { options: { choices: 2 } },
		});

		expect(run.chunks.map(({ content }) => content ?? '').join('')).toBe('Reply number 0');
	});

	it('does not ask again once a token was shown', async () => {
		const broken = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end('data: {"choices":[{"index":0,"delta":{"content":"Half"}}]}\n\n');
				return true;
			},
		});
		const { items, run } = await runNode({
			baseUrl: broken.url,
			streaming: true,
			onError: 'continueRegularOutput',
		});
		await broken.close();

		expect(shown(run.chunks)).toEqual([
			['begin', 0],
			['item', 0, 'Half'],
			['item', 0, '\n\n'],
			['end', 0],
		]);
		expect(broken.requests).toHaveLength(1);
		expect(jsonOf(items)).toMatchObject([{ details: { kind: 'truncated', attempts: 1 } }]);
	});

	it('is told the whole story when the run ends', async () => {
		const refusing = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded"}}');
				return true;
			},
		});
		const { run } = await runNode({ baseUrl: refusing.url, streaming: true });
		await refusing.close();

		expect(shown(run.chunks)).toEqual([
			['begin', 0],
			['end', 0],
			[
				'error',
				0,
				'Credit limit exceeded. Add credit or raise the spend limit in the billing settings of your Together AI account.',
			],
		]);
	});

	it('lets no item overtake one that waits to be asked again', async () => {
		let failures = 1;
		const healing = await startStandIn({
			reply: (_request, index) => `Reply${index}`,
			intercept: ({ response }) => {
				if (failures-- <= 0) return false;
				response.writeHead(502, { 'retry-after-ms': '1' }).end('bad gateway');
				return true;
			},
		});
		const { run } = await runNode({
			baseUrl: healing.url,
			streaming: true,
			parameters: { messages: userSays('=item {{ $json.n }}') },
			input: [{ n: 0 }, { n: 1 }],
		});
		await healing.close();

		expect(shown(run.chunks).map(([type, item]) => `${type} ${item}`)).toEqual([
			'begin 0',
			'item 0',
			'end 0',
			'begin 1',
			'item 1',
			'end 1',
		]);
		expect(healing.requests.map(({ body }) => lastUserText(body))).toEqual([
			'item 0',
			'item 0',
			'item 1',
		]);
	});

	it('asks again while nothing was shown', async () => {
		let failures = 1;
		const healing = await startStandIn({
			intercept: ({ response }) => {
				if (failures-- <= 0) return false;
				response.writeHead(503, { 'retry-after-ms': '1' }).end('{"error":"busy"}');
				return true;
			},
		});
		const { run } = await runNode({ baseUrl: healing.url, streaming: true, apiKey: freshKey() });
		await healing.close();

		expect(healing.requests).toHaveLength(2);
		expect(run.chunks.map(({ type }) => type).filter((type) => type !== 'item')).toEqual([
			'begin',
			'end',
		]);
	});
});
