import { chatBodies } from '../../support/chatRequests';
import { supplier } from '../../support/subNodes';
import { runNode, jsonOf } from '../../support/runNode';
import { calling, inTurn } from '../../support/script';
import { weatherTool } from '../../support/tools';
import { startStandIn, type Exchange, type Intercept } from '../../../sandbox/standIn';

const IN_DOUBT =
	'The stream ended without [DONE], and its finish reason did not come last: the answer may be incomplete.';
const CUT_OFF =
	/^The stream broke off in the middle of a tool call: its arguments are not complete and no \[DONE\] came\./;

const TOLD = { finish_reason: 'tool_calls' };
const PARIS = '{"city":"Paris"}';

function event(delta: object, rest: object = {}): string {
	const chunk = { id: 'o1', created: 1, model: 'm', choices: [{ index: 0, delta, ...rest }] };
	return `data: ${JSON.stringify(chunk)}\n\n`;
}

function call(args: string, rest: object = {}, index = 0): string {
	const called = { name: 'weather', arguments: args };
	const tool_calls = [{ index, id: `c${index}`, type: 'function', function: called }];
	return event({ tool_calls }, rest);
}

/** Ends a stream as it should be, without `[DONE]`, or by breaking the connection. */
const ENDS: Array<[how: string, end: (exchange: Exchange) => void]> = [
	['a clean end', ({ response }) => void response.end()],
	['a reset', ({ response }) => void response.socket?.resetAndDestroy()],
];

function breaking(events: string, end: (exchange: Exchange) => void): Intercept {
	return async (exchange) => {
		exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
		await new Promise((sent) => exchange.response.write(events, sent));
		end(exchange);
		return true;
	};
}

/** Breaks the first answers off, and gives a whole call and then an answer. */
function healing(events: string, end: (exchange: Exchange) => void): Intercept {
	const broken = breaking(events, end);
	const whole = inTurn(calling(), calling(['c1', 'weather', PARIS]), { content: 'Sunny.' });
	return async (exchange) => await (exchange.index === 0 ? broken : whole)(exchange);
}

const HALVES = [
	{ what: 'behind its name', events: call('', TOLD) },
	{
		what: 'behind its name, the finish reason told again',
		events: call('', TOLD) + event({}, TOLD),
	},
	{ what: 'in its arguments', events: call('{"city":', TOLD) },
	{ what: 'in the second one', events: call(PARIS, TOLD) + call('', {}, 1) },
];

describe.each(ENDS)('a tool call that %s cut off', (_how, end) => {
	const cities: string[] = [];
	const tool = supplier('ai_tool', () =>
		weatherTool('weather', async (city) => {
			cities.push(city);
			return await Promise.resolve('Sunny');
		}),
	);
	const lenient = supplier('ai_tool', () => ({
		name: 'weather',
		description: 'Takes anything',
		schema: { type: 'object', properties: {} },
		invoke: (input: unknown) => {
			cities.push(JSON.stringify(input));
			return Promise.resolve('Done');
		},
	}));
	const functions = {
		values: [{ name: 'weather', description: '', parameters: '{"type":"object"}' }],
	};

	beforeEach(() => cities.splice(0));

	it.each(HALVES)('$what is not made, and fails the item', async ({ events }) => {
		const standIn = await startStandIn({ intercept: breaking(events, end) });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { requests: { maxRetries: 1 } },
			subNodes: [lenient],
			onError: 'continueRegularOutput',
		});
		await standIn.close();
		expect(cities).toEqual([]);
		expect(chatBodies(standIn)).toHaveLength(2);
		expect(jsonOf(items)).toMatchObject([{ details: { attempts: 2 } }]);
		expect(items).toHaveLength(1);
	});

	it.each(HALVES)('$what is asked for again, and then made once', async ({ events }) => {
		const standIn = await startStandIn({ intercept: healing(events, end) });
		const { items, status } = await runNode({ baseUrl: standIn.url, subNodes: [tool] });
		await standIn.close();
		expect(status).toBe('success');
		expect(cities).toEqual(['Paris']);
		expect(jsonOf(items)).toMatchObject([{ text: 'Sunny.' }]);
		expect(jsonOf(items)[0]).not.toHaveProperty('warnings');
	});

	it.each(HALVES)('$what comes out of no function of the form', async ({ events }) => {
		const standIn = await startStandIn({ intercept: breaking(events, end) });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { functions, requests: { maxRetries: 0 } },
			onError: 'continueRegularOutput',
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ details: { attempts: 1 } }]);
		expect(jsonOf(items)[0]).not.toHaveProperty('toolCalls');
	});

	it('is warned of where it cannot be known, also in the answer that follows', async () => {
		const standIn = await startStandIn({
			intercept: async (exchange) =>
				await (
					exchange.index === 0
						? breaking(call(PARIS, TOLD), end)
						: inTurn(calling(), { content: 'Sunny.' })
				)(exchange),
		});
		const { items } = await runNode({ baseUrl: standIn.url, subNodes: [tool] });
		await standIn.close();
		expect(cities).toEqual(['Paris']);
		expect(jsonOf(items)).toMatchObject([{ text: 'Sunny.', warnings: [IN_DOUBT] }]);
	});
});

it('says of a call that was cut off what happened to it', async () => {
	const standIn = await startStandIn({
		intercept: breaking(call('', TOLD), ({ response }) => void response.end()),
	});
	const { error } = await runNode({
		baseUrl: standIn.url,
		parameters: { requests: { maxRetries: 0 } },
		subNodes: [supplier('ai_tool', () => weatherTool('weather'))],
	});
	await standIn.close();
	expect(`${error?.message}.`).toMatch(CUT_OFF);
	expect(error?.context).toMatchObject({ details: { kind: 'truncated', attempts: 1 } });
});

it('makes a call without arguments when the stream says [DONE]', async () => {
	const whole = `${call('', TOLD)}data: [DONE]\n\n`;
	const standIn = await startStandIn({
		intercept: async (exchange) =>
			await (
				exchange.index === 0
					? breaking(whole, ({ response }) => void response.end())
					: inTurn(calling(), { content: 'Done.' })
			)(exchange),
	});
	const odd = { name: 'weather', description: 'Takes nothing', schema: { type: 'object' } };
	const { items } = await runNode({
		baseUrl: standIn.url,
		subNodes: [supplier('ai_tool', () => ({ ...odd, invoke: () => Promise.resolve('Sunny') }))],
	});
	await standIn.close();
	expect(jsonOf(items)).toMatchObject([{ text: 'Done.', toolCalls: [{ arguments: {} }] }]);
});

describe.each(ENDS)('text behind the finish reason, and then %s', (_how, end) => {
	const stopped = event({ content: 'All ' }, { finish_reason: 'stop' });

	it.each([
		{
			what: 'in the middle of the text',
			events: stopped + event({ content: 'of' }),
			text: 'All of',
		},
		{
			what: 'in the middle of an event',
			events: stopped + event({ content: 'of' }).slice(0, -9),
			text: 'All ',
		},
	])('is an answer with a warning, $what', async ({ events, text }) => {
		const standIn = await startStandIn({ intercept: breaking(events, end) });
		const { items } = await runNode({ baseUrl: standIn.url });
		const { items: whole } = await runNode({
			baseUrl: standIn.url,
			parameters: { simplify: false },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ text, finishReason: 'stop', warnings: [IN_DOUBT] }]);
		expect(jsonOf(whole)).toMatchObject([{ warnings: [{ message: IN_DOUBT }] }]);
		expect(chatBodies(standIn)).toHaveLength(2);
	});

	it('is no reason to warn where the finish reason is told again', async () => {
		const events = stopped + event({ content: 'of it' }) + event({}, { finish_reason: 'stop' });
		const standIn = await startStandIn({ intercept: breaking(events, end) });
		const { items } = await runNode({ baseUrl: standIn.url });
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ text: 'All of it' }]);
		expect(jsonOf(items)[0]).not.toHaveProperty('warnings');
	});
});
