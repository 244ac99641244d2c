import { spawn } from 'node:child_process';

/** No command takes a third of this. */
const LONGEST_MS = 20 * 60_000;

const SHOWN = 2_000;

export interface Shell {
	cwd: string;
	/** A folder with programs that come before all others. */
	first?: string;
	env?: Readonly<Record<string, string>>;
}

/**
 * Runs a program to its end.
 * @returns what it wrote
 * @throws {Error} with the end of what it wrote, when it failed
 */
export async function sh(program: string, args: readonly string[], shell: Shell): Promise<string> {
	const { cwd, first, env } = shell;
	const path = [first, process.env['PATH']].filter(Boolean).join(':');
	const child = spawn(program, args, {
		cwd,
		env: { ...process.env, ...env, PATH: path },
		stdio: ['ignore', 'pipe', 'pipe'],
		timeout: LONGEST_MS,
	});
	const written = { out: '', all: '' };
	child.stdout.on('data', (data: Buffer) => {
		written.out += data.toString();
		written.all += data.toString();
	});
	child.stderr.on('data', (data: Buffer) => (written.all += data.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code === 0) return written.out;
	const said = written.all.slice(-SHOWN);
	throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${said}`);
}
