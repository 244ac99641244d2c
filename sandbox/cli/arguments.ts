import { parseArgs } from 'node:util';

import { Problem } from './problem';

export const USAGE = `Runs an n8n workflow of a manual trigger and Together AI nodes, without n8n.

  npm start                          runs examples/quick-start.json
  npm start -- FILE                  runs another workflow, as n8n exports it
  npm start -- FILE --input ITEMS    gives it these input items, not those pinned to its trigger:
                                     a JSON file with an array of objects
  npm start -- --help                shows this text

Environment
  TOGETHER_API_KEY     key of your account; without it a local stand-in answers, at no cost
  TOGETHER_BASE_URL    address of the API, https://api.together.ai/v1 when not set`;

/** What the command line asks for; paths are as they were typed. */
export interface Arguments {
	help: boolean;
	workflow: string | undefined;
	input: string | undefined;
}

/** @throws Problem when there is more or other than the usage allows. */
export function parseArguments(args: readonly string[]): Arguments {
	const { values, positionals } = parsed(args);
	if (positionals.length > 1) {
		throw new Problem(`One workflow file at a time, please: got ${positionals.join(', ')}`);
	}
	return { help: values.help ?? false, workflow: positionals[0], input: values.input };
}

function parsed(args: readonly string[]) {
	try {
		return parseArgs({
			args: [...args],
			options: { input: { type: 'string', short: 'i' }, help: { type: 'boolean', short: 'h' } },
			allowPositionals: true,
		});
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		// Node goes on with advice about its own syntax.
		throw new Problem(`${reason.split('. ')[0]}\nTry: npm start -- --help`);
	}
}
