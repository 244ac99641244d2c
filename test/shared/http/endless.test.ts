import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ENDLESS } from './endlessChild';

/** Far more than it takes. */
const LIMIT_MS = 120_000;

/** In MB. */
const HEAP = 300;

/** What came of each request, in a process with little memory. */
async function ask(name: string): Promise<string[]> {
	const args = [`--max-old-space-size=${HEAP}`, '--import', 'tsx'];
	const child = [...args, join(__dirname, 'endlessChild.ts'), name];
	const options = { timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
	const { stdout } = await promisify(execFile)(process.execPath, child, options);
	return JSON.parse(stdout) as string[];
}

const SINGLE = Object.keys(ENDLESS).filter((name) => !ENDLESS[name]?.requests);

it.each(SINGLE)(
	'%s does not fill the memory',
	async (name) => {
		expect(await ask(name)).toEqual([
			expect.stringMatching(/The answer is larger than 64 MB/) as unknown,
		]);
	},
	LIMIT_MS,
);

it(
	'answers that are too large together do not fill the memory',
	async () => {
		const told = await ask('JSON that is too large together');
		expect(told).toContain(
			'tooLarge: The answers that are read at the same time are larger than 256 MB together, and this one is the largest: lower Requests > Max Concurrency',
		);
		// The others are read to their end.
		expect(told).toContain('malformed: The answer holds no choices. It holds: choices');
	},
	LIMIT_MS,
);
