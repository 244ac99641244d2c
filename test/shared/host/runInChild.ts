import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import type { IDataObject, INodeParameters } from 'n8n-workflow';

export interface ChildTask {
	baseUrl: string;
	items: number;
	requests?: INodeParameters;
}

export interface ChildResult {
	status: string;
	items: IDataObject[];
	/** What kept the process alive right after the last item, e.g. `Timeout`. */
	alive: string[];
	exitCode: number | null;
	stderr: string;
}

/** Runs the built node in a process of its own, which has to end by itself. */
export async function runInChild(
	task: ChildTask,
	env: NodeJS.ProcessEnv = {},
): Promise<ChildResult> {
	const args = ['--require', 'tsx/cjs', join(__dirname, 'child.ts'), JSON.stringify(task)];
	const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
	const ended = once(child, 'exit') as Promise<[number | null]>;
	const [stdout, stderr, [exitCode]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		ended,
	]);
	if (stdout === '') throw new Error(`The child told nothing: ${stderr}`);
	const told = JSON.parse(stdout) as Pick<ChildResult, 'status' | 'items' | 'alive'>;
	return { ...told, exitCode, stderr };
}
