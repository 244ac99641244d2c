import { ExecuteContext } from 'n8n-core';
import type { OnError } from 'n8n-workflow';

import { jsonOf, runNode, userSays } from '../support/runNode';
import * as output from '../../nodes/shared/chat/result/output';
import { startStandIn } from '../../sandbox/standIn';
import { scripted, TOKENS } from '../support/script';

const HELLO = { messages: userSays('={{ $json.says }}') };

afterEach(() => {
	jest.restoreAllMocks();
});

async function ask(onError: OnError, content: string, parameters = {}) {
	const standIn = await startStandIn({
		intercept: scripted(() => ({ content, finishReason: 'length' })),
	});
	const run = await runNode({
		baseUrl: standIn.url,
		onError,
		input: ['a', 'b', 'c'].map((says) => ({ says })),
		parameters: { ...HELLO, requests: { maxConcurrency: 1 }, ...parameters },
	});
	await standIn.close();
	return { ...run, sent: standIn.requests.length };
}

describe('an answer that cannot be shaped', () => {
	beforeEach(() => {
		const { simplifyResult } = output;
		let calls = 0;
		jest.spyOn(output, 'simplifyResult').mockImplementation((...args) => {
			if (++calls === 2) throw new RangeError('Maximum call stack size exceeded');
			return simplifyResult(...args);
		});
	});

	const details = { text: 'Hi', finishReason: 'length', tokenUsage: TOKENS };

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'fails alone, with its text and tokens: %s',
		async (onError) => {
			const { outputs, status, sent } = await ask(onError, 'Hi');
			expect(status).toBe('success');
			expect(sent).toBe(3);
			const items = outputs.flat();
			const good = items.filter(({ json }) => json['error'] === undefined);
			expect(good).toMatchObject([
				{ json: { text: 'Hi', tokenUsage: TOKENS }, pairedItem: { item: 0 } },
				{ json: { text: 'Hi', tokenUsage: TOKENS }, pairedItem: { item: 2 } },
			]);
			expect(items.filter((item) => !good.includes(item))).toMatchObject([
				{ json: { details }, pairedItem: { item: 1 } },
			]);
		},
	);

	it('stops the workflow at its item', async () => {
		const { error, status, sent } = await ask('stopWorkflow', 'Hi');
		expect(status).toBe('error');
		expect(error?.context).toMatchObject({ itemIndex: 1, details });
		expect(sent).toBe(2);
	});
});

it('what n8n does not take of tokens and hints costs no answer', async () => {
	const refuse = () => {
		throw new Error('Not now');
	};
	const hints = jest
		.spyOn(ExecuteContext.prototype, 'addExecutionHints')
		.mockImplementation(refuse);
	const metadata = jest.spyOn(ExecuteContext.prototype, 'setMetadata').mockImplementation(refuse);
	const options = { includeCost: true };
	const { items, status } = await ask('stopWorkflow', 'Hi', { options });
	expect(status).toBe('success');
	expect(jsonOf(items)).toMatchObject([{ text: 'Hi' }, { text: 'Hi' }, { text: 'Hi' }]);
	expect(hints).toHaveBeenCalledTimes(2);
	expect(metadata).toHaveBeenCalledTimes(1);
});
