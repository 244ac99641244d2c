import { duration } from './figures';
import type { Bar, Chart } from './types';

const WIDTH = 760;
const LABEL_WIDTH = 250;
const VALUE_WIDTH = 90;
const BAR_HEIGHT = 18;
const BAR_STEP = 26;
const TITLE_HEIGHT = 34;
const GAP = 18;

/** Tones that stand out on white and on black alike: a picture cannot know where it is shown. */
const TEXT = '#768390';
const OURS = '#2f9e6e';
const OTHERS = '#8b98a9';
const TRACK = '#8b98a9';

/** Horizontal bars, one block for each scale. Shorter is better in all of them. */
export function pictureOf(charts: readonly Chart[]): string {
	let y = GAP;
	const blocks = merged(charts).map((chart) => {
		const block = blockOf(chart, y);
		y += TITLE_HEIGHT + chart.bars.length * BAR_STEP + GAP;
		return block;
	});
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" width="${WIDTH}" height="${y}" role="img" aria-label="Benchmark results" font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif" font-size="13" fill="${TEXT}">
${blocks.join('\n')}
</svg>
`;
}

function blockOf({ title, unit, bars }: Chart, top: number): string {
	const longest = Math.max(...bars.map(({ value }) => value));
	const sorted = [...bars].sort((a, b) => a.value - b.value);
	const lines = sorted.map((bar, at) =>
		barOf(bar, unit, bar.value / longest, top + TITLE_HEIGHT + at * BAR_STEP),
	);
	return `<text x="0" y="${top + 14}" font-weight="600" font-size="14">${escaped(title)}</text>
${lines.join('\n')}`;
}

function barOf({ label, value, isOurs }: Bar, unit: string, share: number, y: number): string {
	const room = WIDTH - LABEL_WIDTH - VALUE_WIDTH;
	const width = Math.max(2, share * room).toFixed(1);
	const middle = y + BAR_HEIGHT / 2 + 4.5;
	const weight = isOurs ? ' font-weight="700"' : '';
	const colour = isOurs ? ` fill="${OURS}"` : '';
	return `<text x="${LABEL_WIDTH - 12}" y="${middle}" text-anchor="end"${weight}${colour}>${escaped(label)}</text>
<rect x="${LABEL_WIDTH}" y="${y}" width="${room}" height="${BAR_HEIGHT}" rx="3" fill="${TRACK}" opacity="0.12"/>
<rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}" rx="3" fill="${isOurs ? OURS : OTHERS}"/>
<text x="${LABEL_WIDTH + room + 10}" y="${middle}"${weight}${colour}>${valueOf(value, unit)}</text>`;
}

function valueOf(value: number, unit: string): string {
	return unit === 'ms' ? duration(value) : `${value.toFixed(0)} ${escaped(unit)}`;
}

/** Charts with the same title become one; of bars with the same label the first stays. */
function merged(charts: readonly Chart[]): Chart[] {
	const byTitle = new Map<string, Chart>();
	for (const chart of charts) {
		const known = byTitle.get(chart.title);
		const bars = [...(known?.bars ?? []), ...chart.bars];
		const first = bars.filter(({ label }, at) => bars.findIndex((b) => b.label === label) === at);
		byTitle.set(chart.title, { ...chart, bars: first });
	}
	return [...byTitle.values()];
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
