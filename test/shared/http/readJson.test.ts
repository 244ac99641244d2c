import { PassThrough } from 'node:stream';

import { ResponseBody } from '../../../nodes/shared/host/responseBody';
import { readJson } from '../../../nodes/shared/http/readBody';
import { HttpResponse } from '../../../nodes/shared/http/response';

const MB = 1024 * 1024;

/** As long as is waited behind whole JSON, in ms. */
const QUIET = 5_000;

interface Sent {
	piece: string;
	/** How long nothing follows, in ms. */
	quiet?: number;
}

/** Sends pieces and leaves the body open; tells after which of them it was taken for whole. */
async function takenAfter(pieces: Sent[]): Promise<{ after: number; value: unknown }> {
	const body = new PassThrough();
	const response = { status: 200, headers: {}, body: new ResponseBody(body, undefined, 'h') };
	const answer = new HttpResponse(response, undefined, String);
	const reading = answer.reading(async () => await readJson(answer, 10 * MB));
	let after = 0;
	for (const { piece, quiet = 0 } of pieces) {
		if (body.destroyed) break;
		body.write(piece);
		await new Promise((resolve) => setImmediate(resolve));
		jest.advanceTimersByTime(quiet);
		await new Promise((resolve) => setImmediate(resolve));
		after++;
	}
	if (!body.destroyed) body.end();
	return { after, value: await reading };
}

beforeEach(() => {
	jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});

afterEach(() => {
	jest.useRealTimers();
	jest.restoreAllMocks();
});

it('takes whole JSON once it is quiet behind it', async () => {
	const pieces = [{ piece: '{"a":' }, { piece: '[1]} \r\n', quiet: QUIET }, { piece: '?' }];
	expect(await takenAfter(pieces)).toEqual({ after: 2, value: { a: [1] } });
});

it('does not take a part of JSON that looks like its end', async () => {
	const pieces = [
		{ piece: '[{"a":{}', quiet: QUIET },
		{ piece: '},{"a":{}}', quiet: QUIET - 1 },
		{ piece: ',3]', quiet: QUIET },
		{ piece: '?' },
	];
	expect(await takenAfter(pieces)).toEqual({ after: 3, value: [{ a: {} }, { a: {} }, 3] });
});

it('is not kept waiting by blanks', async () => {
	const blank = { piece: '\n ', quiet: QUIET / 2 };
	const pieces = [{ piece: '{}', quiet: QUIET / 2 }, blank, blank, blank];
	expect(await takenAfter(pieces)).toEqual({ after: 2, value: {} });
});

it('waits for what is no object or array', async () => {
	const pieces = [{ piece: '12', quiet: 2 * QUIET }, { piece: '3' }];
	expect(await takenAfter(pieces)).toEqual({ after: 2, value: 123 });
});

it('reads each byte a few times only, however often it is quiet', async () => {
	const piece = `${JSON.stringify({ a: 'x'.repeat(1_000) })},`.repeat(10);
	const pieces = Array.from({ length: 200 }, (_, at) => ({
		piece: `${at === 0 ? '[' : ','}${piece.slice(0, -1)}`,
		quiet: QUIET,
	}));
	const total = pieces.reduce((sum, { piece: { length } }) => sum + length, 1);
	const parse = jest.spyOn(JSON, 'parse');
	const { value } = await takenAfter([...pieces, { piece: ']' }]);
	expect(value).toHaveLength(2_000);
	const read = parse.mock.calls.reduce((sum, [text]) => sum + text.length, 0);
	expect(read).toBeLessThanOrEqual(3 * total);
});
