import {
	withEarlierWarnings,
	withWarning,
	type Choice,
	type Completion,
	type ToolCall,
} from './completion';
import {
	ChatResultError,
	PartialFailure,
	type ReceivedChoice,
	type ToolCallResult,
} from './errors';
import {
	callTool,
	isCallOfForm,
	toToolMessage,
	tooManyCalls,
	type ConnectedTool,
} from './toolCalls';
import { toReplyMessage } from '../conversation';
import type { AnswerFormat } from '../request/answerFormat';
import type { ChatCompletionRequest, ChatCompletionUsage, ChatMessage } from '../types';
import { addUsage } from '../usage';

/** Everything needed to get one result. */
export interface ChatInput {
	request: ChatCompletionRequest;
	format: AnswerFormat;
	tools: ConnectedTool[];
	/** Rounds of tool calls, at most. */
	maxToolRounds: number;
	/** Calls that are made of one answer, at most. */
	maxToolCalls: number;
	/** Whether to ask once more when the answer does not have the form that was asked for. */
	repairs: boolean;
}

/** What came of an input that may have taken several requests. */
export interface ChatResult {
	/** The last completion, with the warnings of all: the calls in it, if any, were not made. */
	completion: Completion;
	/** The tokens of all requests. */
	usage: ChatCompletionUsage | null;
	/** What was said between the input and the last completion. */
	exchanged: ChatMessage[];
	/** The calls that were made. */
	calls: ToolCallResult[];
	/** The tools' own names, by the names the API knows them under. */
	ownNames: Map<string, string>;
	/** True when the model still asked for tools after the last round. */
	isUnfinished: boolean;
	/** The parsed JSON of each choice, where JSON was asked for. */
	data?: unknown[];
	/** What to warn of in its format. */
	formatWarnings: string[];
}

/**
 * What is said between an input and its result: the model is asked, its tools are called, it is asked
 * again with their results, and once more when its JSON is not what was asked for. Whoever sends the
 * requests asks for the next one until there is a result.
 */
export class ChatExchange {
	/** What to send next. */
	request: ChatCompletionRequest;

	/** What came of it, once there is nothing more to send. */
	result: ChatResult | undefined;

	private readonly exchanged: ChatMessage[] = [];

	private readonly calls: ToolCallResult[] = [];

	/** The tokens of all requests so far. */
	usage: ChatCompletionUsage | null = null;

	private rounds = 0;

	/** The answer that is to be repaired. */
	private faulty: FaultyAnswer | undefined;

	private last: Completion | undefined;

	constructor(private input: ChatInput) {
		this.request = input.request;
	}

	/**
	 * Takes the completion of the request, and calls the tools it asks for.
	 * @throws {ChatResultError} when the answer does not have the form that was asked for
	 */
	async take(answer: Completion): Promise<void> {
		const completion = withEarlierWarnings(answer, this.last);
		this.last = completion;
		this.usage = addUsage(this.usage, completion.body.usage);
		const isOurs = !this.faulty && this.isForTools(completion);
		if (isOurs && this.rounds < this.input.maxToolRounds) await this.callTools(completion);
		else this.conclude(completion, isOurs);
	}

	/** True once a request was answered: that was billed. */
	get isUnderWay(): boolean {
		return this.last !== undefined;
	}

	/** Goes on where it failed, for the same input in a later run: with the tools of that run. */
	resume({ tools }: Pick<ChatInput, 'tools'>): this {
		this.input = { ...this.input, tools };
		return this;
	}

	/** What a request failed with, and what was done before it: that was billed, and tools may have acted. */
	failure(reason: unknown): unknown {
		if (this.faulty) return new PartialFailure(reason, this.errorOf(this.faulty, 1).details);
		const { usage, calls } = this;
		return calls.length > 0 ? new PartialFailure(reason, { usage, calls }) : reason;
	}

	/**
	 * True when the tools are to be called. A round ends the exchange when it calls a function that only
	 * the workflow can answer, or when Max Tokens cut a call off.
	 */
	private isForTools({ choices: [choice] }: Completion): boolean {
		const { tools, request } = this.input;
		if (tools.length === 0 || !choice?.toolCalls.length) return false;
		if (choice.ending === 'cutOffCall') return false;
		return choice.toolCalls.every((call) => !isCallOfForm(call, request, tools));
	}

	private async callTools(completion: Completion): Promise<void> {
		const [choice] = completion.choices;
		if (!choice) return;
		this.rounds++;
		const { tools, maxToolCalls } = this.input;
		const made = choice.toolCalls.slice(0, maxToolCalls);
		const results = await Promise.all(made.map(async (call) => await callTool(call, tools)));
		this.calls.push(...results);
		this.exchanged.push(toReplyMessage(choice.message), ...results.map(toToolMessage));
		this.refuseCalls(completion, choice.toolCalls.slice(maxToolCalls));
		// A choice that forces a call would force one in every round.
		const { tool_choice: _forced, ...rest } = this.input.request;
		this.request = { ...rest, messages: [...rest.messages, ...this.exchanged] };
	}

	/** The API wants a result for every call: it says that those beyond Max Tool Calls were not made. */
	private refuseCalls(completion: Completion, calls: ToolCall[]): void {
		if (calls.length === 0) return;
		const { maxToolCalls } = this.input;
		const result = tooManyCalls(maxToolCalls);
		for (const { id } of calls) this.exchanged.push(toToolMessage({ id, result }));
		const asked = (maxToolCalls + calls.length).toLocaleString('en');
		const warning = `The model asked for ${asked} tool calls at once: only the first ${maxToolCalls} were made (Max Tool Calls)`;
		this.last = withWarning(completion, warning);
	}

	/** Reads the JSON that was asked for; asks once more where it is not there and can be repaired. */
	private conclude(completion: Completion, isUnfinished: boolean): void {
		const { format, request, repairs } = this.input;
		const read = format.read && readAll(completion.choices, format.read);
		if (!read || read.ok) {
			this.result = this.resultOf(completion, isUnfinished, read?.data);
			return;
		}
		// What was cut off would be cut off again, and what was refused is no slip.
		const { finishReason, ending } = read.choice;
		const isLasting = finishReason === 'length' || ending === 'refused';
		if (this.faulty || !repairs || isLasting) throw this.errorOf(read, this.faulty ? 2 : 1);
		this.faulty = read;
		const messages = [...request.messages, ...this.exchanged, ...repairMessages(read)];
		this.request = { ...request, messages };
	}

	private resultOf(
		completion: Completion,
		isUnfinished: boolean,
		data: unknown[] | undefined,
	): ChatResult {
		const { tools, format } = this.input;
		return {
			completion,
			usage: this.usage,
			exchanged: this.exchanged,
			calls: this.calls,
			ownNames: new Map(tools.map(({ definition, name }) => [definition.function.name, name])),
			isUnfinished,
			...(data && { data }),
			formatWarnings: format.warnings?.(completion.choices) ?? [],
		};
	}

	/** The fault with what was done and billed for the answer. */
	private errorOf(
		{ fault: { message, details }, received }: FaultyAnswer,
		answers: number,
	): ChatResultError {
		const { usage, calls } = this;
		const choices = received.length > 1 && { choices: received };
		return new ChatResultError(message, { ...details, ...choices, usage, calls, answers });
	}
}

/** An answer that does not have the form that was asked for. */
interface FaultyAnswer {
	ok: false;
	fault: ChatResultError;
	/** The choice that has the fault. */
	choice: Choice;
	received: ReceivedChoice[];
}

/** The JSON of all choices, or the first fault in them and all that came. */
function readAll(
	choices: Choice[],
	read: NonNullable<AnswerFormat['read']>,
): { ok: true; data: unknown[] } | FaultyAnswer {
	const data: unknown[] = [];
	const received: ReceivedChoice[] = [];
	let faulty: Pick<FaultyAnswer, 'fault' | 'choice'> | undefined;
	for (const choice of choices) {
		const parsed = read(choice);
		if (parsed.ok) data.push(parsed.value);
		else faulty ??= { fault: parsed.fault, choice };
		const { index: choiceIndex, text, finishReason } = choice;
		const value = parsed.ok && { data: parsed.value };
		received.push({ choiceIndex, text, finishReason, ...value });
	}
	return faulty ? { ok: false, ...faulty, received } : { ok: true, data };
}

/** Shows the model its answer and the fault in it. A blank answer the API would refuse. */
function repairMessages({ fault, choice }: FaultyAnswer): ChatMessage[] {
	const content = `${fault.message}. Answer again, with nothing but the corrected JSON.`;
	const isBlank = !choice.message.content?.trim();
	return [...(isBlank ? [] : [toReplyMessage(choice.message)]), { role: 'user', content }];
}
