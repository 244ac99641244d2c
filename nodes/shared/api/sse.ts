import { createParser } from 'eventsource-parser';

import { ApiError } from './errors';

/**
 * Characters one event may grow to while it is incomplete: larger than any chunk of a completion,
 * small enough that a server that never ends its event cannot fill the memory.
 */
const MAX_EVENT_LENGTH = 32 * 1024 * 1024;

/** Takes the bytes of an event stream, in pieces cut anywhere. */
export interface EventStreamDecoder {
	/**
	 * Decodes a piece and hands over the data of every event that became complete with it.
	 * @throws {ApiError} `tooLarge` when an event outgrows the limit, and what `onData` throws
	 */
	feed(piece: Uint8Array): void;
	/**
	 * Says that no more pieces come: a line end in doubt is one, as it cannot be half of CR LF any more.
	 * @returns the data of an event that was cut off, as far as it came: it is handed over to nobody else
	 */
	end(): string | undefined;
}

/**
 * Decodes server-sent events. Characters cut in two, CR, LF and CRLF, comments and an event without
 * its closing blank line are dealt with as the specification says.
 * @param onData gets the data of an event, and its name where it has one
 */
export function createEventStreamDecoder(
	onData: (data: string, name: string | undefined) => void,
): EventStreamDecoder {
	const decoder = new TextDecoder('utf-8');
	let overflow = false;
	let isAfterReturn = false;
	let isEnded = false;
	let cutOff: string | undefined;
	const parser = createParser({
		onEvent: (event) => {
			if (isEnded) cutOff = event.data;
			else onData(event.data, event.event);
		},
		onError: (error) => {
			overflow ||= error.type === 'max-buffer-size-exceeded';
		},
		maxBufferSize: MAX_EVENT_LENGTH,
	});
	return {
		feed(piece) {
			const text = decoder.decode(piece, { stream: true });
			if (text !== '') isAfterReturn = text.endsWith('\r');
			parser.feed(text);
			if (overflow) {
				throw new ApiError(
					'tooLarge',
					`One event of the stream is larger than ${MAX_EVENT_LENGTH / 1024 / 1024} MB`,
				);
			}
		},
		end() {
			if (isAfterReturn) parser.feed('\n');
			isEnded = true;
			parser.feed('\n\n');
			return cutOff;
		},
	};
}
