import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ATTACKS } from './attacks';

/** Far more than it takes, and far less than it took. */
const LIMIT_MS = 40_000;

/** What was read of a text, in a process that can be ended while it does nothing else. */
async function attack(name: string): Promise<unknown> {
	const args = ['--import', 'tsx', join(__dirname, 'attacks.ts'), name];
	const options = { timeout: LIMIT_MS, killSignal: 'SIGKILL' } as const;
	const { stdout } = await promisify(execFile)(process.execPath, args, options);
	return JSON.parse(stdout);
}

const NOT_JSON: unknown = expect.stringMatching(/is not valid JSON/);
const MISFIT: unknown = expect.stringMatching(/does not fit the schema/);

const READ: Record<keyof typeof ATTACKS, unknown> = {
	'a pattern of a schema': MISFIT,
	'a pattern for the names of a schema': MISFIT,
	'a tree that two definitions take turns in': MISFIT,
	'values that must not be equal': MISFIT,
	'values of which 200 are allowed': MISFIT,
	'a schema of 30,000 properties': MISFIT,
	'a stream with lists of log probabilities': [200_000, 200_000, 200_000],
	'a stream with lists that nobody knows': [200_000, 0],
	'the format Pattern': ['The answer does not fit the Pattern.'],
	'blank lines in a fence that is not closed': NOT_JSON,
	'fences without end': NOT_JSON,
	'a thousand pages that open tags': 1_000,
	'a thousand pages that open scripts': 1_000,
	'an error of 16 MB that is all escapes': 1024 * 1024 - 64 * 1024 + 1,
	'lines that end with CR': 0,
	'lines that end with LF, but one': 0,
	'lines of fields that nobody knows': 'ApiError: The stream holds lines that are no events',
};

// A text that is read in more than linear time stops everything in n8n for as long as it takes.
it.each(Object.entries(READ))(
	'reads %s without a stop',
	async (name, read) => {
		expect(await attack(name)).toEqual(read);
	},
	2 * LIMIT_MS,
);
