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

/** One event of a stream. */
export interface ServerSentEvent {
	data: string;
	/** The field `event`, where it came. */
	name: string | undefined;
}

/**
 * Decodes server-sent events from pieces of bytes that are cut anywhere. Characters cut in two, CR, LF
 * and CRLF, comments and an event without its closing blank line are dealt with as the specification
 * says.
 */
export class EventStreamDecoder {
	private readonly decoder = new TextDecoder('utf-8');

	private events: ServerSentEvent[] = [];

	private isOverflowing = false;

	private unknownFields = 0;

	private isAfterReturn = false;

	private readonly parser = createParser({
		onEvent: ({ data, event }) => this.events.push({ data, name: event }),
		onError: ({ type, field, value }) => {
			if (type === 'max-buffer-size-exceeded') this.isOverflowing = true;
			else if (++this.unknownFields > MAX_UNKNOWN_FIELDS) throw notEvents();
			// llama.cpp and GPUStack tell an error as a field of its own, in the place of an event.
			else if (field === 'error' && value) this.events.push({ data: value, name: 'error' });
		},
		maxBufferSize: MAX_EVENT_LENGTH,
	});

	/**
	 * @returns the events that became complete with the piece
	 * @throws {ApiError} `tooLarge` when an event outgrows the limit, `malformed` when too many fields are
	 * unknown
	 */
	feed(piece: Uint8Array): ServerSentEvent[] {
		this.parser.feed(this.withLineFeeds(this.decoder.decode(piece, { stream: true })));
		if (this.isOverflowing) {
			const megabytes = MAX_EVENT_LENGTH / 1024 / 1024;
			throw new ApiError('tooLarge', `One event of the stream is larger than ${megabytes} MB`);
		}
		return this.taken();
	}

	/**
	 * Says that no more pieces come.
	 * @returns an event that was cut off, as far as it came
	 */
	end(): ServerSentEvent | undefined {
		this.parser.feed('\n\n');
		return this.taken()[0];
	}

	private taken(): ServerSentEvent[] {
		const { events } = this;
		this.events = [];
		return events;
	}

	/** The parser looks through all that follows for each CR, which takes a second per MB of them. */
	private withLineFeeds(text: string): string {
		if (text === '') return text;
		const rest = this.isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
		this.isAfterReturn = text.endsWith('\r');
		return rest.includes('\r') ? rest.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : rest;
	}
}

function notEvents(): ApiError {
	return new ApiError('malformed', 'The stream holds lines that are no events');
}
