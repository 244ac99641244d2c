import { ourDecoder } from '../competitors/ourDecoder';
import { decodePlainly } from '../competitors/plainDecoder';
import { inRounds, medianOf, timed, type Contestant, type Samples } from '../measure/rounds';
import type { CaseResult, Row } from '../report/types';
import { eventsOf, wordsOf } from '../servers/events';

const ROUNDS = 21;
const TOKENS = 1_000;
const LARGE = 1024 * 1024;
const TINY_PIECE = 16;
/** What a socket gives at most. */
const PIECE = 16 * 1024;

type Decode = (pieces: readonly Uint8Array[]) => string;

/** How fast the bytes of streams become completions. */
export async function measure(): Promise<CaseResult> {
	const ours = await ourDecoder();
	const events = eventsOf(wordsOf(TOKENS)).map((event) => Buffer.from(event));
	const inBlocks = await compare(ours, cut(Buffer.concat(events), PIECE), 40);
	const byEvent = await compare(ours, events, 40);
	const large = new Map<number, Samples>();
	for (const size of [LARGE / 2, LARGE, LARGE * 2]) {
		large.set(size, await compare(ours, cut(oneEvent(size), TINY_PIECE), 1));
	}
	const title = `${TOKENS.toLocaleString('en')}-token replies`;
	const perByte = (size: number, name: string) =>
		medianOf(large.get(size) ?? new Map<string, number[]>(), name) / size;
	const growth = (name: string) => perByte(LARGE * 2, name) / perByte(LARGE / 2, name);
	return {
		rows: [
			throughput(`${title}, pieces of 16 KB`, inBlocks, total(events)),
			throughput(`${title}, a piece for each event`, byEvent, total(events)),
			throughput(
				'one event of 1 MB in pieces of 16 bytes',
				large.get(LARGE) ?? inBlocks,
				oneEvent(LARGE).length,
			),
			{
				case: 8,
				title:
					'one event in pieces of 16 bytes: cost of a byte at 2 MB over that at 0.5 MB | the same',
				ours: `${growth('ours').toFixed(2)}×`,
				beside: `${growth('plain').toFixed(2)}×`,
				figure: { value: growth('ours'), unit: '×' },
				reach: { is: 'at most', than: 2 },
				notes: ['1× is linear, 4× would be quadratic'],
			},
		],
		charts: [],
	};
}

function throughput(what: string, samples: Samples, bytes: number): Row {
	const speed = (name: string) => bytes / 1_000 / medianOf(samples, name);
	return {
		case: 8,
		title: `${what} | eventsource-parser and JSON.parse`,
		ours: `${speed('ours').toFixed(1)} MB/s`,
		beside: `${speed('plain').toFixed(1)} MB/s`,
		figure: { value: speed('ours') / speed('plain'), unit: '×' },
		reach: { is: 'at least', than: 0.8 },
		notes: ['the figure is throughput'],
	};
}

async function compare(ours: Decode, pieces: readonly Uint8Array[], times: number) {
	const expected = decodePlainly(pieces);
	const contestant = (name: string, decode: Decode): Contestant => {
		return async () => {
			const ms = await timed(() => {
				for (let time = 0; time < times; time++) {
					if (decode(pieces) !== expected) throw new Error(`${name} decoded another text`);
				}
				return Promise.resolve();
			});
			return { [name]: ms / times };
		};
	};
	const contestants = [contestant('ours', ours), contestant('plain', decodePlainly)];
	await inRounds(3, contestants);
	return await inRounds(ROUNDS, contestants);
}

function oneEvent(size: number): Buffer {
	const [first = ''] = eventsOf('x');
	const finish = eventsOf('').join('');
	return Buffer.from(first.replaceAll('"x"', `"${'x'.repeat(size / 2)}"`) + finish);
}

function cut(bytes: Buffer, size: number): Uint8Array[] {
	return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
		bytes.subarray(at * size, (at + 1) * size),
	);
}

function total(pieces: readonly Uint8Array[]): number {
	return pieces.reduce((sum, { length }) => sum + length, 0);
}
