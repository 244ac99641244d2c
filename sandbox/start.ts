import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';

import type { INodeExecutionData } from 'n8n-workflow';

import { parseArguments, USAGE, type Arguments } from './cli/arguments';
import { loadBuiltPackage } from './cli/builtPackage';
import { checkInput } from './cli/inputFile';
import { readJson } from './cli/jsonFile';
import { Problem } from './cli/problem';
import { reportFailure, reportSuccess } from './cli/report';
import { createScreen, type Screen } from './cli/screen';
import { chooseServer } from './cli/server';
import { checkWorkflow, pinnedInput } from './cli/workflowFile';
import { runWorkflow } from './engine';

const ROOT = resolve(__dirname, '..');
const CANCELLED = 130;

/** Runs what the command line asks for. Resolves with the exit code. */
async function main(args: readonly string[], screen: Screen): Promise<number> {
	const wanted = parseArguments(args);
	if (wanted.help) {
		screen.print(USAGE);
		return 0;
	}
	const { nodeTypes, credentialTypes } = await loadBuiltPackage(ROOT);
	const file = workflowPath(wanted);
	const workflow = checkWorkflow(await readJson(file), file, nodeTypes);
	const input = (await readInput(wanted)) ?? pinnedInput(workflow, file) ?? [{ json: {} }];
	const server = await chooseServer(process.env);
	const started = performance.now();
	screen.print(announcement(workflow.name ?? file, input.length));
	try {
		const run = await runWorkflow({
			workflow,
			nodeTypes,
			credentialTypes,
			credentials: Object.fromEntries(credentialTypes.map(({ name }) => [name, server.credential])),
			input,
			streaming: input.length === 1,
			onChunk: screen.showChunk,
			signal: stopOnInterrupt(),
		}).catch(explain);
		if (run.status !== 'success') {
			screen.printError(`${reportFailure(run)}\nServer: ${server.description}`);
			return run.status === 'canceled' ? CANCELLED : 1;
		}
		screen.print(`${reportSuccess(workflow, run)}\nTime: ${seconds(started)}`);
		screen.print(`Answered by: ${server.description}`);
		return 0;
	} finally {
		await server.close();
	}
}

/** A workflow that n8n refuses to start is the user's to fix. */
function explain(error: unknown): never {
	if (!(error instanceof Error)) throw error;
	const description = 'description' in error ? error.description : undefined;
	throw new Problem(
		typeof description === 'string' ? `${error.message}\n${description}` : error.message,
	);
}

function workflowPath({ workflow }: Arguments): string {
	return workflow === undefined ? resolve(ROOT, 'examples/quick-start.json') : userPath(workflow);
}

async function readInput({ input }: Arguments): Promise<INodeExecutionData[] | undefined> {
	if (input === undefined) return undefined;
	const file = userPath(input);
	return checkInput(await readJson(file), file);
}

/** npm runs scripts in the package's folder, but people type paths from where they are. */
function userPath(path: string): string {
	return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

function announcement(name: string, items: number): string {
	const how = items === 1 ? '' : `: ${items} items, run concurrently`;
	return `Running ${name}${how}\n`;
}

function stopOnInterrupt(): AbortSignal {
	const stop = new AbortController();
	process.once('SIGINT', () => stop.abort());
	return stop.signal;
}

function seconds(since: number): string {
	return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}

const screen = createScreen(
	process.env.TOGETHER_API_KEY?.trim() ?? '',
	process.stdout,
	process.stderr,
);
// A reader such as `head` may leave before everything is written.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code !== 'EPIPE') throw error;
});
void main(process.argv.slice(2), screen)
	.catch((error: unknown) => {
		// A stack helps only where the fault is ours.
		const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
		screen.printError(error instanceof Problem ? error.message : text);
		return 1;
	})
	.then((code) => {
		process.exitCode = code;
	});
