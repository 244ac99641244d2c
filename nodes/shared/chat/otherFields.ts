import type { JsonObject } from '../json';

/** The fields of a kind of object that are read one by one. */
class KnownFields {
	private readonly names: ReadonlySet<string>;

	/** The fields of the latest object that had no others: nearly all have the same, in the same order. */
	private usual: readonly string[] = [];

	constructor(names: readonly string[]) {
		this.names = new Set(names);
	}

	/**
	 * The other fields of an object, kept so that a streamed answer holds all that the API says, as one
	 * in a single piece does. Every token comes through here.
	 * @returns undefined where there are none, as in most chunks
	 */
	others(value: object): JsonObject | undefined {
		let position = 0;
		for (const name in value) if (name !== this.usual[position++]) return this.find(value);
		return undefined;
	}

	private find(value: object): JsonObject | undefined {
		const others = Object.entries(value).filter(([name]) => !this.names.has(name));
		if (others.length > 0) return Object.fromEntries(others);
		this.usual = Object.keys(value);
		return undefined;
	}
}

const ANSWER = ['id', 'object', 'created', 'model', 'choices', 'usage', 'warnings', 'prompt'];
const CHOICE = ['index', 'finish_reason', 'logprobs', 'seed'];
const CALL = ['index', 'id', 'type', 'function', 'custom'];
const MESSAGE = ['role', 'content', 'reasoning', 'reasoning_content', 'tool_calls'];

/** The fields that are known of a tool call, whole or in pieces. */
export const CALL_FIELDS = new KnownFields(CALL);

/** The fields that are known of an answer in one piece, its choices and their messages. */
export const ANSWER_FIELDS = {
	answer: new KnownFields(ANSWER),
	choice: new KnownFields([...CHOICE, 'message']),
	message: new KnownFields(MESSAGE),
};

/** The fields that are known of an event, or hold for the event and not for the whole answer. */
export const EVENT_FIELDS = {
	answer: new KnownFields([
		...ANSWER,
		'error',
		'token',
		'finish_reason',
		'generated_text',
		'stats',
	]),
	choice: new KnownFields([...CHOICE, 'delta', 'message', 'text', 'top_logprobs']),
	message: new KnownFields([...MESSAGE, 'token_id', 'function_call']),
};
