import { createParser } from 'eventsource-parser';

import { ApiError } from './errors';

/**
 * Characters one event may grow to while it is incomplete: larger than any chunk of a completion,
 * small enough that a server that never ends its event cannot fill the memory.
 */
const MAX_EVENT_LENGTH = 32 * 1024 * 1024;

/**
 * Lines with a field that the specification does not know, beyond which a stream is not read any
 * further: the parser makes an error with a stack for each, which takes seconds for a MB of them.
 */
const MAX_UNKNOWN_FIELDS = 10_000;

/** Takes the bytes of an event stream, in pieces cut anywhere. */
export interface EventStreamDecoder {
	/**
	 * Decodes a piece and hands over the data of every event that became complete with it.
	 * @throws {ApiError} `tooLarge` when an event outgrows the limit, `malformed` when there are too many
	 * unknown fields, and what `onData` throws
	 */
	feed(piece: Uint8Array): void;
	/**
	 * Says that no more pieces come.
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
	const unify = lineFeeds();
	let overflow = false;
	let unknownFields = 0;
	let isEnded = false;
	let cutOff: string | undefined;
	const parser = createParser({
		onEvent: (event) => {
			if (isEnded) cutOff = event.data;
			else onData(event.data, event.event);
		},
		onError: (error) => {
			if (error.type === 'max-buffer-size-exceeded') overflow = true;
			else if (++unknownFields > MAX_UNKNOWN_FIELDS) throw notEvents();
		},
		maxBufferSize: MAX_EVENT_LENGTH,
	});
	return {
		feed(piece) {
			parser.feed(unify(decoder.decode(piece, { stream: true })));
			if (overflow) {
				throw new ApiError(
					'tooLarge',
					`One event of the stream is larger than ${MAX_EVENT_LENGTH / 1024 / 1024} MB`,
				);
			}
		},
		end() {
			isEnded = true;
			parser.feed('\n\n');
			return cutOff;
		},
	};
}

/**
 * Turns CR and CR LF, which may be cut in two, into LF: the parser looks through all that follows for
 * each CR, which takes a second for a MB of them.
 */
function lineFeeds(): (text: string) => string {
	let isAfterReturn = false;
	return (text) => {
		if (text === '') return text;
		const rest = isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
		isAfterReturn = text.endsWith('\r');
		return rest.includes('\r') ? rest.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : rest;
	};
}

function notEvents(): ApiError {
	return new ApiError('malformed', 'The stream holds lines that are no events');
}
