import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format } from 'prettier';

import { pictureOf } from './picture';
import { markdownTableOf } from './table';
import type { Chart, Row, Surroundings } from './types';
import { ROOT } from '../paths';

/** Writes the picture and the table into bench/. */
export async function writeReport(
	rows: readonly Row[],
	charts: readonly Chart[],
	surroundings: Surroundings,
): Promise<void> {
	await writeFile(join(ROOT, 'bench/results.svg'), pictureOf(charts));
	// The lint of the project checks the layout of tables too.
	const page = await format(pageOf(rows, surroundings), { parser: 'markdown' });
	await writeFile(join(ROOT, 'bench/results.md'), page);
}

function pageOf(rows: readonly Row[], { date, cores, node, seconds }: Surroundings): string {
	const notes = rows.flatMap(({ case: number, notes: own }) =>
		own.map((note) => `- Case ${number}: ${note}`),
	);
	return `# Results

Measured on ${date}, ${cores} cores, Node ${node}, in ${seconds} s, by \`npm run bench\`. Everything
ran side by side on one machine against a local server in a process of its own; medians of several
rounds. Times differ from machine to machine, the figures much less. A figure is ours divided by
what is beside it, unless a note says otherwise.

![Bars of the results](results.svg)

${markdownTableOf(rows)}

${[...new Set(notes)].join('\n')}
`;
}
