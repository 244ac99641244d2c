import { figureOf, reachOf, verdictOf } from './figures';
import type { Row } from './types';

const HEADINGS = ['Case', 'Ours', 'Beside it', 'Figure', 'Reach', ''];

/** The table for the terminal: two lines a row, as titles are long. */
export function tableOf(rows: readonly Row[]): string {
	const cells = rows.map((row) => [
		String(row.case),
		row.ours,
		row.beside,
		figureOf(row),
		reachOf(row),
		verdictOf(row),
	]);
	const widths = HEADINGS.map((heading, column) =>
		Math.max(heading.length, ...cells.map((cell) => cell[column]?.length ?? 0)),
	);
	const line = (texts: readonly string[]) =>
		texts
			.map((text, column) => text.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd();
	const indent = ' '.repeat((widths[0] ?? 0) + 2);
	const lines = rows.flatMap((row, at) => [
		'',
		line(cells[at] ?? []),
		`${indent}${row.title}`,
		...row.notes.map((note) => `${indent}  ${note}`),
	]);
	return [line(HEADINGS), ...lines].join('\n');
}

/** The same for Markdown. */
export function markdownTableOf(rows: readonly Row[]): string {
	const cell = (text: string) => text.replaceAll('|', '\\|');
	const lines = rows.map((row) => {
		const [ours, theirs = ''] = row.title.split(' | ');
		const beside = theirs ? `${row.beside} (${theirs})` : row.beside;
		const cells = [row.case, ours ?? '', row.ours, beside, figureOf(row), reachOf(row)];
		return `| ${[...cells, verdictOf(row)].map((text) => cell(String(text))).join(' | ')} |`;
	});
	return ['| | Case | Ours | Beside it | Figure | Reach | |', '|-|-|-|-|-|-|-|', ...lines].join(
		'\n',
	);
}
