import { ApiError } from './errors';
import type { HttpResponse } from './response';

/** A longer line is not read, in characters: far above what any model can write. */
const MAX_LINE = 128 * 1024 * 1024;

/** Cuts bytes into lines of text, wherever the pieces and the characters in them are cut. */
export class LineDecoder {
	private readonly decoder = new TextDecoder();

	/** What came of a line that has not ended. */
	private parts: string[] = [];

	private length = 0;

	/**
	 * @returns the lines that ended in this piece
	 * @throws {ApiError} `tooLarge` for a line that does not end
	 */
	feed(piece: Uint8Array): string[] {
		return this.split(this.decoder.decode(piece, { stream: true }));
	}

	/** @returns the last line, where no line end came after it */
	end(): string[] {
		const lines = this.split(this.decoder.decode());
		const last = this.take('');
		return last === '' ? lines : [...lines, last];
	}

	private split(text: string): string[] {
		const [first = '', ...others] = text.split('\n');
		const rest = others.pop();
		if (rest === undefined) {
			this.keep(first);
			return [];
		}
		const lines = [this.take(first), ...others];
		this.keep(rest);
		return lines;
	}

	private keep(part: string): void {
		if (part === '') return;
		this.parts.push(part);
		this.length += part.length;
		if (this.length > MAX_LINE) throw new ApiError('tooLarge', 'A line of the file is too long');
	}

	private take(end: string): string {
		const line = this.parts.length === 0 ? end : [...this.parts, end].join('');
		this.parts = [];
		this.length = 0;
		return line;
	}
}

/**
 * Reads a body line by line, without holding more of it than one line.
 * @param onLine gets each line that is not blank, and its number from 1
 * @throws {ApiError} `tooLarge`, what breaks off, and what `onLine` throws
 */
export async function readLines(
	response: HttpResponse,
	onLine: (line: string, number: number) => Promise<void> | void,
): Promise<void> {
	const decoder = new LineDecoder();
	let number = 0;
	const pass = async (lines: string[]) => {
		for (const line of lines) {
			number++;
			if (line.trim() !== '') await onLine(line, number);
		}
	};
	for (;;) {
		const piece = await response.pieces.next();
		if (piece === 'end') return await pass(decoder.end());
		if (piece === 'quiet') continue;
		response.pieces.progressed();
		await pass(decoder.feed(piece));
	}
}
