/**
 * Writes what every fault makes of five items, two of which meet it, into docs/fault-matrix.md:
 * `npm run docs:fault-matrix`. Uses the built package. In brackets are the requests of each item.
 */
import { resolve } from 'node:path';

import { loadBuiltPackage } from '../../sandbox/cli/builtPackage';
import { nodeOutcome, type NodeOutcome } from '../../sandbox/engine';
import type { Fault } from './fault';
import { inject, type Injected } from './inject';
import { MATRIX } from './matrix';
import {
	MODES,
	NODE_NAME,
	STREAMINGS,
	type NodePackage,
	type OnError,
	type Streaming,
} from './node';
import { WHOLE_ANSWERS } from './wholeAnswers';
import { writePart } from '../support/writePart';

async function main(): Promise<void> {
	const built = await loadBuiltPackage(resolve(__dirname, '../..'));
	const columns = STREAMINGS.flatMap((streaming) =>
		MODES.map((onError) => ({ streaming, onError })),
	);
	const heads = columns.map(({ streaming, onError }) => `${onError}, streaming ${streaming}`);
	const lines = [line(['fault', ...heads]), line(['---', ...heads.map(() => '---')])];
	for (const fault of [...MATRIX, ...WHOLE_ANSWERS]) {
		process.stderr.write(`${fault.name}\n`);
		const cells = columns.map(({ streaming, onError }) => cell(built, fault, streaming, onError));
		lines.push(line([fault.name, ...(await Promise.all(cells))]));
	}
	await writePart('docs/fault-matrix.md', 'faults', lines.join('\n'));
}

async function cell(
	built: NodePackage,
	fault: Fault,
	streaming: Streaming,
	onError: OnError,
): Promise<string> {
	if (!fault[streaming] && !WHOLE_ANSWERS.includes(fault)) return '–';
	const injected = await inject({ package: built, fault, streaming, onError });
	return `${outcomes(injected)} (${injected.sent.join(' ')})`;
}

function outcomes({ run }: Injected): string {
	const outcome = nodeOutcome(run, NODE_NAME);
	if (run.status !== 'success') return stopped(outcome);
	const failed = outcome.outputs.flat().filter(({ json }) => json.error !== undefined);
	const kinds = [...new Set(failed.map(({ json }) => told(json.details)))];
	const good = outcome.outputs.flat().length - failed.length;
	if (failed.length === 0) return `${good} ok`;
	const where = outcome.outputs.length > 1 ? ' apart' : '';
	return `${good} ok, ${failed.length} failed${where}: ${kinds.join(', ')}`;
}

function stopped({ error }: NodeOutcome): string {
	const { details, itemIndex } = { ...error?.context };
	return `stopped by item ${Number(itemIndex)}: ${told(details)}`;
}

/** The kind of a failure, its status or code, and its attempts. */
function told(details: unknown): string {
	const known = new Map<string, unknown>(Object.entries(details ?? {}));
	const what = ['kind', 'status', 'code'].map((key) => known.get(key));
	return `${what.filter(Boolean).join(' ')}, ${Number(known.get('attempts'))} sent`;
}

function line(cells: string[]): string {
	return `| ${cells.join(' | ')} |`;
}

void main();
