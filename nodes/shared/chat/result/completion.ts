import { withoutDeepFields } from '../deepFields';
import { isTooDeep, TOO_DEEP } from '../../depth';
import { asObject, asString, parseJson, type JsonObject } from '../../json';
import { splitThinking } from '../thinking';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionMessage,
	ChatCompletionRequest,
	ChatToolCall,
} from '../types';

/** What a completion means, derived once where it ends. */
export interface Completion {
	/** The API's own object, with what the node warns of among its warnings. */
	body: ChatCompletion;
	choices: Choice[];
}

/** One of the answers of a completion. */
export interface Choice {
	index: number;
	/** What the model said, without what it thought. */
	text: string;
	/** What it thought; empty where it did not, or does not tell. */
	reasoning: string;
	/** What it said instead of an answer, where it refused to give one; else empty. */
	refusal: string;
	toolCalls: ToolCall[];
	/** The older form of a call, which has no id. */
	functionCall: Omit<ToolCall, 'id'> | undefined;
	/** The API's word. */
	finishReason: string | null;
	ending: ChoiceEnding;
	logprobs: JsonObject | null | undefined;
	/** As the API told it, for the next request of the conversation. */
	message: ChatCompletionMessage;
}

/**
 * How a choice ended. Max Tokens may cut it off, before the model began to answer or in the middle of
 * a tool call: what would be done with half of the arguments is not what was meant. A refusal came whole,
 * but is no answer.
 */
export type ChoiceEnding = 'whole' | 'refused' | 'cutOff' | 'cutOffThinking' | 'cutOffCall';

/** A call of a function that the model asks for. */
export interface ToolCall {
	id: string;
	name: string;
	/** As the model wrote them. */
	text: string;
	arguments: ToolArguments;
}

/** The arguments of a call, or what they are instead: they can be used only if the model wrote them well. */
export type ToolArguments = { ok: true; value: unknown } | { ok: false; problem: string };

/** What of a request tells what its answer must have. */
type Asked = Pick<ChatCompletionRequest, 'n' | 'echo' | 'tool_choice'>;

/** Reads what the API answered to a request. */
export function readCompletion(body: ChatCompletion, request: Asked): Completion {
	const { n = 1 } = request;
	const choices = body.choices.slice(0, n);
	const asked = choices.length < body.choices.length ? { ...body, choices } : body;
	const surplus = surplusOf(body.choices.length, n);
	const told = withWarnings(withoutDeepFields(asked), [...surplus, ...doubtsAbout(asked, request)]);
	return { body: told, choices: told.choices.map(readChoice) };
}

/** A completion with the warnings of one that led to it, each once, as a server repeats its own. */
export function withEarlierWarnings(
	completion: Completion,
	earlier: Completion | undefined,
): Completion {
	const { warnings = [] } = completion.body;
	const own = new Set(warnings.map(({ message }) => message));
	const others = (earlier?.body.warnings ?? []).filter(({ message }) => !own.has(message));
	if (others.length === 0) return completion;
	return { ...completion, body: { ...completion.body, warnings: [...others, ...warnings] } };
}

/** A completion with one more warning. */
export function withWarning(completion: Completion, message: string): Completion {
	return { ...completion, body: withWarnings(completion.body, [message]) };
}

/** A completion with more among its warnings, each once. */
function withWarnings(body: ChatCompletion, messages: string[]): ChatCompletion {
	const { warnings = [] } = body;
	const known = new Set(warnings.map(({ message }) => message));
	const added = messages.filter((message) => !known.has(message));
	if (added.length === 0) return body;
	return { ...body, warnings: [...warnings, ...added.map((message) => ({ message }))] };
}

function readChoice(choice: ChatCompletionChoice): Choice {
	const { index, message, finish_reason: finishReason, logprobs } = choice;
	const { content: text, reasoning } = splitThinking(message);
	const toolCalls = (message.tool_calls ?? []).map(readToolCall);
	const refusal = asString(message.refusal) ?? '';
	return {
		index,
		text,
		reasoning,
		refusal,
		toolCalls,
		functionCall: readFunctionCall(asObject(message.function_call)),
		finishReason,
		ending:
			finishReason === 'length' ? cutOffAt(text, reasoning, toolCalls) : wholeOr(refusal, text),
		logprobs,
		message,
	};
}

function wholeOr(refusal: string, text: string): ChoiceEnding {
	return refusal !== '' && text.trim() === '' ? 'refused' : 'whole';
}

function cutOffAt(text: string, reasoning: string, toolCalls: ToolCall[]): ChoiceEnding {
	if (toolCalls.some((call) => !call.arguments.ok)) return 'cutOffCall';
	return text.trim() === '' && reasoning !== '' ? 'cutOffThinking' : 'cutOff';
}

/** A tool that takes any text is given it as it is. */
function readToolCall(call: ChatToolCall): ToolCall {
	const { id } = call;
	if ('custom' in call) {
		const { name, input } = call.custom;
		return { id, name, text: input, arguments: { ok: true, value: input } };
	}
	const { name, arguments: text } = call.function;
	return { id, name, text, arguments: readArguments(text) };
}

function readFunctionCall(call: JsonObject | undefined): Choice['functionCall'] {
	if (!call) return undefined;
	const text = asString(call['arguments']) || '{}';
	return { name: asString(call['name']) ?? '', text, arguments: readArguments(text) };
}

function readArguments(text: string): ToolArguments {
	const parsed = parseJson(text);
	if (!parsed.ok) return { ok: false, problem: 'not valid JSON' };
	return isTooDeep(parsed.value) ? { ok: false, problem: TOO_DEEP } : parsed;
}

/** What to warn of where the end of an answer is in doubt, though nothing shows that it broke off. */
function doubtsAbout({ choices, prompt }: ChatCompletion, asked: Asked): string[] {
	const { n = 1, echo = false } = asked;
	const unexplained = choices.filter(({ finish_reason }) => !finish_reason).length;
	return [
		...(choices.length < n ? [`The server gave ${choices.length} of ${n} choices.`] : []),
		...(unexplained > 0 ? [unexplainedEnd(unexplained, choices.length)] : []),
		...(echo && !prompt?.length ? ['The server ignored Echo: it sent no prompt back.'] : []),
		...ignoredChoice(choices, asked.tool_choice),
	];
}

function surplusOf(given: number, n: number): string[] {
	if (given <= n) return [];
	const kept = n === 1 ? 'only the first is' : `only the first ${n} are`;
	const asked = `${n} ${n === 1 ? 'was' : 'were'} asked for`;
	return [`The server gave ${given} choices where ${asked}: ${kept} kept.`];
}

/** A model that was to call a function and may have been cut off or have refused is not the server's doing. */
function ignoredChoice(
	choices: ChatCompletionChoice[],
	forced: ChatCompletionRequest['tool_choice'],
): string[] {
	if (typeof forced !== 'object') return [];
	const { name } = forced.function;
	const isIgnored = choices.some(({ message, finish_reason }) => {
		if (finish_reason === 'length' || message.refusal || message.function_call) return false;
		return !message.tool_calls?.some((call) => 'function' in call && call.function.name === name);
	});
	if (!isIgnored) return [];
	return [`The server ignored Tool Choice: the model did not call the function ${name}.`];
}

function unexplainedEnd(some: number, all: number): string {
	const which = all === 1 ? 'the answer' : `${some} of ${all} answers`;
	const they = some === 1 ? 'it' : 'they';
	return `The server did not say why ${which} ended: ${they} may be incomplete.`;
}
