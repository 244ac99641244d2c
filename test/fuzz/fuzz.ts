import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { caseOf, ARGUMENTS, TEXT, type FuzzCase } from './answers';
import { itemOf, NODE_NAME, runNode, type NodePackage } from '../faults/node';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn, type Exchange } from '../../sandbox/standIn';

/** Items of one run of the node. */
const RUN = 250;

const PAY = { name: 'pay', description: '', parameters: '{"type":"object"}' };

/** What is wrong with the outcome of a case, and the seed that makes it again. */
export interface Finding {
	seed: number;
	problem: string;
	json: IDataObject | undefined;
}

/** Runs so many cases through the node, from a seed on, and tells which promises were not kept. */
export async function fuzz(tried: NodePackage, first: number, count: number): Promise<Finding[]> {
	const findings: Finding[] = [];
	for (let seed = first; seed < first + count; seed += RUN) {
		const cases = Array.from({ length: Math.min(RUN, first + count - seed) }, (_, n) =>
			caseOf(seed + n),
		);
		findings.push(...(await runCases(tried, cases)));
	}
	return findings;
}

async function runCases(tried: NodePackage, cases: FuzzCase[]): Promise<Finding[]> {
	const standIn = await startStandIn({
		intercept: async (exchange) => {
			const answer = cases[itemOf(exchange.request)];
			if (!answer) throw new Error('A request of no case');
			await send(exchange, answer);
			return true;
		},
	});
	const apiKey = `key-${randomUUID()}`;
	const run = await runNode({
		package: tried,
		baseUrl: standIn.url,
		apiKey,
		items: cases.length,
		onError: 'continueRegularOutput',
		parameters: { functions: { values: [PAY] } },
		requests: { maxRetries: 0, streaming: 'on', maxConcurrency: 16 },
	});
	await standIn.close();
	const { items } = nodeOutcome(run, NODE_NAME);
	return cases.flatMap((answer, index) => {
		const found = items.filter((item) => pairedWith(item) === index);
		const problem =
			found.length === 1 ? problemOf(answer, found[0]?.json ?? {}) : `${found.length} outcomes`;
		const leak = JSON.stringify(found).includes(apiKey) ? 'The key came out' : undefined;
		const told = leak ?? problem;
		return told === undefined ? [] : [{ seed: answer.seed, problem: told, json: found[0]?.json }];
	});
}

function pairedWith({ pairedItem }: INodeExecutionData): number | undefined {
	return typeof pairedItem === 'object' && !Array.isArray(pairedItem) ? pairedItem.item : undefined;
}

/** Sends the bytes in their pieces, and ends the connection as the case says. */
async function send({ response }: Exchange, answer: FuzzCase): Promise<void> {
	response.writeHead(200, { 'content-type': answer.contentType });
	for (let at = 0; at < answer.bytes.length; at += answer.pieceSize) {
		response.write(answer.bytes.subarray(at, at + answer.pieceSize));
		// Some pieces go out one by one.
		if (at % 7 === 0) await nextTurn();
	}
	if (answer.ending === 'end') response.end();
	else response.socket?.end();
}

/** Which promise the outcome breaks, if any: what is short is never a silent success, no call is half. */
function problemOf(answer: FuzzCase, json: IDataObject): string | undefined {
	if (json['error'] !== undefined) return undefined;
	const calls = (json['toolCalls'] ?? []) as Array<{ arguments: unknown; argumentsError?: string }>;
	const isWarned = json['warnings'] !== undefined;
	if (answer.isMutated) return undefined;
	if (answer.kind === 'text') {
		if (json['text'] === TEXT || isWarned) return undefined;
		return 'A text is short and nothing says so';
	}
	const whole = ARGUMENTS.map((given): unknown => JSON.parse(given));
	const came = calls.map(({ arguments: given }) => JSON.stringify(given));
	const isPrefix = came.every((given, at) => given === JSON.stringify(whole[at]));
	if (!isPrefix) return 'A call has other arguments than were sent';
	if (came.length === whole.length || isWarned) return undefined;
	return 'A call is missing and nothing says so';
}
