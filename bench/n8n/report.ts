import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

import { ITEMS, type Figures } from './measure';
import { PEERS, type Peer } from './peers';
import { duration } from '../report/figures';
import { pictureOf } from '../report/picture';
import type { Chart } from '../report/types';

/** One scenario and what each peer made of it. */
export interface Result {
	title: string;
	rows: Array<{ peer: Peer; figures: Figures }>;
}

const HEADINGS = [
	'',
	'Wall time',
	'Items lost',
	'Requests refused',
	'Connections',
	'Peak in flight',
];

/** Writes the table and the picture beside this file. */
export async function writeReport(results: readonly Result[], version: string): Promise<string> {
	const tables = results.map(({ title, rows }) => `## ${title}\n\n${tableOf(rows)}`).join('\n\n');
	await writeFile(join(__dirname, 'results.svg'), pictureOf(results.flatMap(chartsOf)));
	const file = join(__dirname, 'results.md');
	const style = await resolveConfig(file);
	const page = await format(pageOf(tables, version), { ...style, parser: 'markdown' });
	await writeFile(file, page);
	return tables;
}

function pageOf(tables: string, version: string): string {
	const notes = PEERS.map(({ label, note }) => `- ${label}: ${note}`).join('\n');
	return `# In a real n8n

Measured on ${new Date().toISOString().slice(0, 10)} in n8n ${version}, ${availableParallelism()} cores, by
\`npm run bench:n8n\`: the same ${ITEMS} items through each node, one after the other in one n8n, against a
local server that takes 100 ms for an answer. Wall times are medians of several runs, counts the
highest of them; refused requests count as in flight. Every node may go on after a failed item: with
n8n's default, Stop Workflow, one lost item ends the run.

![Bars of the results](results.svg)

${tables}

${notes}
`;
}

function tableOf(rows: Result['rows']): string {
	const lines = rows.map(({ peer, figures }) => {
		const { wallMs, lost, refused, connections, peakInFlight } = figures;
		const label = peer.isOurs ? `**${peer.label}**` : peer.label;
		return [label, duration(wallMs), lost, refused, connections, peakInFlight];
	});
	const row = (cells: ReadonlyArray<string | number>) => `| ${cells.join(' | ')} |`;
	return [row(HEADINGS), row(HEADINGS.map(() => '---')), ...lines.map(row)].join('\n');
}

function chartsOf({ title, rows }: Result): Chart[] {
	const bars = rows.map(({ peer, figures }) => ({
		label: figures.lost > 0 ? `${peer.label}: ${figures.lost} lost` : peer.label,
		value: figures.wallMs,
		isOurs: peer.isOurs ?? false,
	}));
	return [{ title, unit: 'ms', bars }];
}
