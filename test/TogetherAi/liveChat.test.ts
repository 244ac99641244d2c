import type { INodeParameters, StructuredChunk } from 'n8n-workflow';

import { freshKey, jsonOf, runNode, userSays } from '../support/runNode';
import { lastUserText, startStandIn, type StandIn } from '../../sandbox/standIn';
import { calling, inTurn } from '../support/script';

/** Type, item and content of each chunk, in the order in which the chat got them. */
function shown(chunks: StructuredChunk[]): Array<[string, number, string?]> {
	return chunks.map(({ type, content, metadata }) =>
		content === undefined ? [type, metadata.itemIndex] : [type, metadata.itemIndex, content],
	);
}

function textOf(chunks: StructuredChunk[]): string {
	return chunks.map(({ content }) => content ?? '').join('');
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

		expect(textOf(run.chunks)).toBe('Reply number 0');
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
			[
				'error',
				0,
				'Credit limit exceeded. Add credit or raise the spend limit in the billing settings of your Together AI account.',
			],
		]);
	});

	it('gets no empty bubble for an item that failed', async () => {
		const refusing = await startStandIn({
			reply: () => 'Hi',
			intercept: ({ index, response }) => {
				if (index > 0) return false;
				response.writeHead(400, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Bad item"}}');
				return true;
			},
		});
		const { run, items } = await runNode({
			baseUrl: refusing.url,
			streaming: true,
			input: [{}, {}],
			onError: 'continueRegularOutput',
		});
		await refusing.close();

		expect(shown(run.chunks)).toEqual([
			['begin', 1],
			['item', 1, 'Hi'],
			['end', 1],
		]);
		expect(jsonOf(items)).toMatchObject([{ details: { status: 400 } }, { text: 'Hi' }]);
	});

	it('gets no bubble for an answer without a text', async () => {
		const silent = await startStandIn({
			intercept: inTurn({ ...calling(['c', 'f', {}]), content: '<think>Hm</think>' }),
		});
		const { run, items } = await runNode({
			baseUrl: silent.url,
			streaming: true,
			parameters: { functions: { values: [{ name: 'f', parameters: '{}' }] } },
		});
		await silent.close();

		expect(run.chunks).toEqual([]);
		expect(jsonOf(items)).toMatchObject([{ text: '', toolCalls: [{ name: 'f' }] }]);
	});

	it.each(['on', 'off'])(
		'gets nothing of what the model thinks, streaming %s',
		async (streaming) => {
			const thinking = await startStandIn({
				reply: () => '<think>\nsecret thoughts\n</think>\n\nIt is Paris',
			});
			const { run, items } = await runNode({
				baseUrl: thinking.url,
				streaming: true,
				parameters: { requests: { streaming } },
			});
			await thinking.close();

			const [begin, ...rest] = shown(run.chunks);
			const end = rest.pop();
			expect([begin, end]).toEqual([
				['begin', 0],
				['end', 0],
			]);
			expect(rest.map(([type]) => type)).toEqual(rest.map(() => 'item'));
			expect(textOf(run.chunks)).toBe('It is Paris');
			expect(jsonOf(items)).toMatchObject([{ text: 'It is Paris', reasoning: 'secret thoughts' }]);
		},
	);

	it('gets a beginning that only looked like a tag', async () => {
		const odd = await startStandIn({ reply: () => '<thin' });
		const { run } = await runNode({ baseUrl: odd.url, streaming: true });
		await odd.close();

		expect(textOf(run.chunks)).toBe('<thin');
	});

	it('lets a model think anew when it is asked again, as nothing was shown', async () => {
		const event = (delta: object) =>
			`data: ${JSON.stringify({ choices: [{ index: 0, delta }] })}\n\n`;
		const broken = await startStandIn({
			reply: () => '<think>Once more</think>Paris',
			intercept: ({ index, response }) => {
				if (index > 0) return false;
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(event({ content: '<think>Hm</think>' }));
				return true;
			},
		});
		const { run } = await runNode({ baseUrl: broken.url, streaming: true });
		await broken.close();

		expect(broken.requests).toHaveLength(2);
		expect(textOf(run.chunks)).toBe('Paris');
	});

	it('gets what was said in several requests on lines of their own', async () => {
		const talking = await startStandIn({
			intercept: inTurn({ content: 'Sure: {"city": Paris}' }, { content: '{"city":"Paris"}' }),
		});
		const { run } = await runNode({
			baseUrl: talking.url,
			streaming: true,
			parameters: {
				responseFormat: 'jsonObject',
				options: { repairAnswer: true, showInChat: true },
			},
		});
		await talking.close();

		expect(textOf(run.chunks)).toBe('Sure: {"city": Paris}\n\n{"city":"Paris"}');
		expect(run.chunks.map(({ type }) => type)).toEqual([
			'begin',
			...Array<string>(5).fill('item'),
			'end',
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

describe('Show in Chat', () => {
	const COUNT = 8;
	const FORMATS: Record<string, INodeParameters> = {
		text: {},
		regex: { regexPattern: '.*' },
		jsonObject: {},
		jsonSchema: { jsonSchema: '{"type":"object"}' },
	};

	it.each([
		{ responseFormat: 'text', isShown: true },
		{ responseFormat: 'regex', isShown: true },
		{ responseFormat: 'jsonObject', isShown: false },
		{ responseFormat: 'jsonSchema', isShown: false },
		{ responseFormat: 'text', showInChat: false, isShown: false },
		{ responseFormat: 'text', showInChat: '={{ false }}', isShown: false },
		{ responseFormat: 'jsonObject', showInChat: true, isShown: true },
		{ responseFormat: 'jsonSchema', showInChat: true, isShown: true },
		{ responseFormat: '={{ "jsonObject" }}', isShown: false },
	])('$responseFormat, $showInChat: shown $isShown', async (row) => {
		const { responseFormat, showInChat, isShown } = row;
		const standIn = await startStandIn({
			reply: () => '{}',
			intercept: async () => {
				if (!isShown) await standIn.waitUntil(() => standIn.peakInFlight === COUNT);
				return false;
			},
		});
		const { run, items } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			parameters: {
				responseFormat,
				...FORMATS[responseFormat],
				...(showInChat !== undefined && { options: { showInChat } }),
			},
			input: Array.from({ length: COUNT }, () => ({})),
		});
		await standIn.close();

		expect(jsonOf(items).map(({ text }) => text)).toEqual(Array(COUNT).fill('{}'));
		expect(textOf(run.chunks)).toBe(isShown ? '{}'.repeat(COUNT) : '');
		expect(standIn.peakInFlight).toBe(isShown ? 1 : COUNT);
		if (!isShown) expect(run.chunks).toEqual([]);
	});

	it('leaves it to n8n to say why the run ended', async () => {
		const refusing = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded"}}');
				return true;
			},
		});
		const { run } = await runNode({
			baseUrl: refusing.url,
			streaming: true,
			parameters: { options: { showInChat: false } },
		});
		await refusing.close();

		expect(shown(run.chunks)).toEqual([
			['error', 0, expect.stringMatching(/^Credit limit exceeded\. Add credit/)],
		]);
	});

	it('is refused where it is neither on nor off', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			parameters: { options: { showInChat: '={{ "maybe" }}' } },
			onError: 'continueRegularOutput',
		});
		await standIn.close();

		expect(jsonOf(items)).toEqual([
			{
				error: 'Show in Chat must be true or false, but is "maybe".',
				details: { field: 'Show in Chat', attempts: 0 },
			},
		]);
		expect(standIn.requests).toEqual([]);
	});
});
