import { toReplyMessage } from '../conversation';
import { withEarlierWarnings } from './doubts';
import { Interrupted, type ToolCallResult } from './progress';
import { addUsage } from '../usage';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionRequest,
	ChatCompletionUsage,
	ChatMessage,
	ChatTool,
	ChatToolCall,
} from '../types';
import { isTooDeep, TOO_DEEP } from '../../depth';
import { parseJson } from '../../json';

/** A tool the loop can call itself. */
export interface ConnectedTool {
	definition: ChatTool;
	/** Its own name, before it was made fit for the API. */
	name: string;
	call: (args: unknown) => Promise<string>;
}

/** What came of a question that may have taken several requests. */
export interface LoopResult {
	/** The last completion, with the warnings of all: the calls in it, if any, were not made. */
	completion: ChatCompletion;
	/** The tokens of all requests. */
	usage: ChatCompletionUsage | null;
	/** What was said between the question and the last completion. */
	exchange: ChatMessage[];
	calls: ToolCallResult[];
	/** The tools' own names, by the names the API knows them under. */
	ownNames: Map<string, string>;
	/** True when the model still asked for tools after the last round. */
	isUnfinished: boolean;
}

/**
 * Asks, calls the tools the model asks for, and asks again with their results. A round ends the loop
 * when it calls a function that only the workflow can answer, or when Max Tokens cut a call off: what
 * would be done with half of the arguments is not what was meant.
 * @param maxRounds rounds of tool calls, at most
 * @throws what `ask` throws, as {@link Interrupted} once tools were called
 */
export async function askWithTools(
	ask: (request: ChatCompletionRequest) => Promise<ChatCompletion>,
	request: ChatCompletionRequest,
	tools: ConnectedTool[],
	maxRounds: number,
): Promise<LoopResult> {
	const exchange: ChatMessage[] = [];
	const calls: ToolCallResult[] = [];
	const ownNames = new Map(tools.map(({ definition, name }) => [definition.function.name, name]));
	let usage: ChatCompletionUsage | null = null;
	let warnings: ChatCompletion['warnings'];
	let next = request;
	for (let round = 0; ; round++) {
		const done = { usage, calls };
		const answer = await ask(next).catch((reason: unknown) => {
			throw calls.length > 0 ? new Interrupted(reason, done) : reason;
		});
		const completion = withEarlierWarnings(answer, warnings);
		warnings = completion.warnings;
		usage = addUsage(usage, completion.usage);
		const [choice] = completion.choices;
		const message = choice?.message;
		const asked = message?.tool_calls ?? [];
		const isOurs =
			tools.length > 0 &&
			asked.length > 0 &&
			!hasCutOffCall(choice) &&
			asked.every((call) => !isForeign(call, request, tools));
		if (!message || !isOurs || round === maxRounds) {
			return { completion, usage, exchange, calls, ownNames, isUnfinished: isOurs };
		}
		const results = await Promise.all(asked.map(async (call) => await callTool(call, tools)));
		calls.push(...results);
		exchange.push(toReplyMessage(message), ...results.map(toToolMessage));
		// A choice that forces a call would force one in every round.
		const { tool_choice: _forced, ...rest } = request;
		next = { ...rest, messages: [...request.messages, ...exchange] };
	}
}

/** True for a function of the form: it is offered to the model, but only the workflow can run it. */
function isForeign(
	call: ChatToolCall,
	request: ChatCompletionRequest,
	tools: ConnectedTool[],
): boolean {
	const { name } = call.function;
	const isOffered = request.tools?.some((tool) => tool.function.name === name) ?? false;
	return isOffered && !tools.some((tool) => tool.definition.function.name === name);
}

/** What goes wrong with a tool is told to the model, which may mend it; the workflow goes on. */
async function callTool(call: ChatToolCall, tools: ConnectedTool[]): Promise<ToolCallResult> {
	const { name } = call.function;
	const tool = tools.find((candidate) => candidate.definition.function.name === name);
	const parsed = parseArguments(call);
	const result = async (): Promise<string> => {
		if (!tool) return `There is no tool with the name ${name}.`;
		if (!parsed.ok) return `The arguments are ${parsed.problem}.`;
		return await tool.call(parsed.value).catch((error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			return `The tool failed: ${reason}`;
		});
	};
	return {
		id: call.id,
		name: tool?.name ?? name,
		arguments: parsed.ok ? parsed.value : call.function.arguments,
		result: await result(),
	};
}

function toToolMessage({ id, result }: ToolCallResult): ChatMessage {
	return { role: 'tool', tool_call_id: id, content: result };
}

/** True when Max Tokens left a tool call with half of its arguments, or without any. */
export function hasCutOffCall(choice: ChatCompletionChoice | undefined): boolean {
	const calls = choice?.message.tool_calls ?? [];
	return choice?.finish_reason === 'length' && calls.some((call) => !parseArguments(call).ok);
}

/** The arguments of a call, or what they are instead: they can be used only if the model wrote them well. */
export function parseArguments(
	call: ChatToolCall,
): { ok: true; value: unknown } | { ok: false; problem: string } {
	const parsed = parseJson(call.function.arguments);
	if (!parsed.ok) return { ok: false, problem: 'not valid JSON' };
	return isTooDeep(parsed.value) ? { ok: false, problem: TOO_DEEP } : parsed;
}
