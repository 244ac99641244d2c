import type { ToolCall } from './completion';
import type { ToolCallResult } from './errors';
import type { ChatCompletionRequest, ChatMessage, ChatTool } from '../types';
import { messageOf } from '../../thrown';

/** A tool that can be called for the model. */
export interface ConnectedTool {
	definition: ChatTool;
	/** Its own name, before it was made fit for the API. */
	name: string;
	call: (args: unknown) => Promise<string>;
}

/** True for a function of the form: it is offered to the model, but only the workflow can run it. */
export function isCallOfForm(
	{ name }: ToolCall,
	request: ChatCompletionRequest,
	tools: ConnectedTool[],
): boolean {
	const isOffered = request.tools?.some((tool) => tool.function.name === name) ?? false;
	return isOffered && !tools.some((tool) => tool.definition.function.name === name);
}

/** What goes wrong with a tool is told to the model, which may mend it; the workflow goes on. */
export async function callTool(call: ToolCall, tools: ConnectedTool[]): Promise<ToolCallResult> {
	const { id, name, text } = call;
	const tool = tools.find((candidate) => candidate.definition.function.name === name);
	const result = async (): Promise<string> => {
		if (!tool) return `There is no tool with the name ${name}.`;
		if (!call.arguments.ok) return `The arguments are ${call.arguments.problem}.`;
		return await tool
			.call(call.arguments.value)
			.catch((error: unknown) => `The tool failed: ${messageOf(error)}`);
	};
	return {
		id,
		name: tool?.name ?? name,
		arguments: call.arguments.ok ? call.arguments.value : text,
		result: await result(),
	};
}

/** What the model is told of a call beyond the first so many of an answer. */
export function tooManyCalls(made: number): string {
	return `Too many calls at once: only the first ${made} were made, this one was not. Call again if it is still needed.`;
}

/** What a tool gave, as a message to the model. */
export function toToolMessage({ id, result }: Pick<ToolCallResult, 'id' | 'result'>): ChatMessage {
	return { role: 'tool', tool_call_id: id, content: result };
}
