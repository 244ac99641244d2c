import { jsonOf, runNode } from '../support/runNode';
import { supplier } from '../support/subNodes';
import { calling, inTurn, TOKENS } from '../support/script';
import { chatBodies } from '../support/chatRequests';
import { startStandIn } from '../../sandbox/standIn';

const revoked = (): unknown => {
	const { proxy, revoke } = Proxy.revocable({}, {});
	revoke();
	return proxy;
};

/** What nobody should throw. */
const ODD: Array<[name: string, thrown: () => unknown, words: string]> = [
	[
		'an object without a prototype',
		() => Object.create(null) as unknown,
		'It failed without saying why',
	],
	['nothing', () => undefined, 'It failed without saying why'],
	['a text', () => 'Just so', 'Just so'],
	['a frozen error', () => Object.freeze(new Error('Ice')), 'Ice'],
	['an error whose message is no text', () => withMessage({}), 'It failed without saying why'],
	['an error whose message throws', () => withMessage(), 'It failed without saying why'],
	['a proxy that was revoked', revoked, 'It failed without saying why'],
	['a symbol', () => Symbol('odd'), 'It failed without saying why'],
	['a number', () => 7, '7'],
];

function withMessage(message?: unknown): Error {
	const get = () => {
		if (message === undefined) throw new Error('No message');
		return message;
	};
	return Object.defineProperty(new Error('x'), 'message', { get });
}

function rejectWith(thrown: unknown): Promise<never> {
	// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tried
	return Promise.reject(thrown);
}

const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

afterEach(async () => {
	await new Promise(setImmediate);
	expect(unhandled.splice(0)).toEqual([]);
});

describe.each(ODD)('%s', (_name, thrown, words) => {
	const shown = `${words}.`;

	it.each(['continueRegularOutput', 'stopWorkflow'] as const)(
		'thrown by a memory that is read is the error of the item: %s',
		async (onError) => {
			const standIn = await startStandIn();
			const memory = { loadMemoryVariables: () => rejectWith(thrown()) };
			const { items, error } = await runNode({
				baseUrl: standIn.url,
				subNodes: [supplier('ai_memory', () => memory)],
				onError,
			});
			await standIn.close();
			if (onError === 'stopWorkflow') expect(error?.message).toBe(words);
			else expect(jsonOf(items)).toEqual([{ error: shown, details: { attempts: 0 } }]);
		},
	);

	it('thrown by a memory that is written is a warning, and the answer stays', async () => {
		const standIn = await startStandIn({ intercept: inTurn({ content: 'Hi' }) });
		const memory = {
			loadMemoryVariables: () => Promise.resolve({}),
			saveContext: () => rejectWith(thrown()),
		};
		const { items, status } = await runNode({
			baseUrl: standIn.url,
			subNodes: [supplier('ai_memory', () => memory)],
		});
		await standIn.close();
		expect(status).toBe('success');
		const warnings = [`The memory could not be written: ${words}`];
		expect(jsonOf(items)).toMatchObject([{ text: 'Hi', tokenUsage: TOKENS, warnings }]);
	});

	it('thrown by a tool is told to the model', async () => {
		const standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'odd', {}]), { content: 'Well.' }),
		});
		const tool = {
			name: 'odd',
			description: 'Odd',
			schema: { type: 'object', properties: {} },
			invoke: () => rejectWith(thrown()),
		};
		const { items, status } = await runNode({
			baseUrl: standIn.url,
			subNodes: [supplier('ai_tool', () => tool)],
		});
		await standIn.close();
		expect(status).toBe('success');
		expect(chatBodies(standIn)[1]?.messages[2]?.['content']).toBe(`The tool failed: ${words}`);
		expect(jsonOf(items)).toMatchObject([{ text: 'Well.' }]);
	});

	it('thrown by the chat costs no answer', async () => {
		const standIn = await startStandIn({ reply: () => 'One two three' });
		const { items, status } = await runNode({
			baseUrl: standIn.url,
			streaming: true,
			onChunk: () => rejectWith(thrown()),
		});
		await standIn.close();
		expect(status).toBe('success');
		expect(jsonOf(items)).toMatchObject([{ text: 'One two three' }]);
	});
});
