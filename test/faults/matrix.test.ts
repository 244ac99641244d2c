import { details, errorText, expectNoSecrets, failure, saying, success } from './expectations';
import type { Expected, Fault } from './fault';
import { inject, ITEMS } from './inject';
import { MATRIX } from './matrix';
import { NODE_NAME, STREAMINGS, type Streaming } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';

interface Row {
	name: string;
	fault: Fault;
	streaming: Streaming;
	expected: Expected;
}

const ROWS = MATRIX.flatMap((fault) =>
	STREAMINGS.flatMap((streaming): Row[] => {
		const expected = fault[streaming];
		return expected ? [{ name: fault.name, fault, streaming, expected }] : [];
	}),
);

const ALL = Array.from({ length: ITEMS }, (_, item) => item);

/** Requests per item when all items were worked on. */
function requestsOf({ fault, expected }: Row, hit: number[]): number[] {
	const reached = fault.nowhere ? 0 : expected.attempts;
	return ALL.map((item) => (hit.includes(item) ? reached : 1));
}

describe('an error takes the place of the result', () => {
	it.concurrent.each(ROWS)('$name, streaming $streaming', async (row) => {
		const onError = 'continueRegularOutput';
		const injected = await inject({ package: SOURCE, onError, ...row });
		const { run, hit, sent, host } = injected;
		const { outputs } = nodeOutcome(run, NODE_NAME);
		expect(run.status).toBe('success');
		expect(outputs).toEqual([
			ALL.map((item) => (hit.includes(item) ? failure(item, row.expected, host) : success(item))),
		]);
		expect(sent).toEqual(requestsOf(row, hit));
		expectNoSecrets(injected);
	});
});

describe('an error goes to the error output', () => {
	it.concurrent.each(ROWS)('$name, streaming $streaming', async (row) => {
		const onError = 'continueErrorOutput';
		const injected = await inject({ package: SOURCE, onError, ...row });
		const { run, hit, sent, host } = injected;
		const { outputs } = nodeOutcome(run, NODE_NAME);
		expect(run.status).toBe('success');
		expect(outputs).toEqual([
			ALL.filter((item) => !hit.includes(item)).map(success),
			hit.map((n) => failure(n, row.expected, host, { n })),
		]);
		expect(sent).toEqual(requestsOf(row, hit));
		expectNoSecrets(injected);
	});
});

describe('an error stops the workflow', () => {
	it.concurrent.each(ROWS)('$name, streaming $streaming', async (row) => {
		const onError = 'stopWorkflow';
		const injected = await inject({ package: SOURCE, onError, ...row });
		const { run, hit, sent, host } = injected;
		const { items, error } = nodeOutcome(run, NODE_NAME);
		// Waits are random, so the first item to meet the fault need not be the first to give up.
		const item = hit.find((index) => index === error?.context.itemIndex) ?? NaN;
		expect(run.status).toBe('error');
		expect(items).toEqual([]);
		expect(error?.message).toMatch(saying(row.expected, host));
		expect(`${error?.message.replace(/([^.!])$/, '$1.')} ${error?.description}`).toMatch(
			errorText(row.expected, host),
		);
		expect(error?.context).toMatchObject({ details: details(item, row.expected) });
		// While an item waits to be sent again others may begin; after the last failure none does.
		const wanted = requestsOf(row, hit);
		expect(sent[item]).toBe(wanted[item]);
		if (row.expected.attempts === 1) expect(sent.slice(item + 1)).toEqual(Array(4 - item).fill(0));
		expect(sent.every((count, index) => count <= (wanted[index] ?? 0))).toBe(true);
		expectNoSecrets(injected);
	});
});
