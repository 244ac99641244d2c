import type { ChatRequest } from './request';
import { contentText, lastUserText } from './request';
import { mentioned, schemaValue } from './schemaValue';

/** What the stand-in "thinks up": the same request always gets the same reply. */
export function defaultReply(request: ChatRequest, choice: number): string {
	const asked = lastUserText(request);
	const format = request.response_format;
	if (format?.type === 'json_object') return JSON.stringify({ answer: answerText(request, asked) });
	if (format?.type === 'json_schema') {
		const schema = format.json_schema?.schema ?? format.schema ?? {};
		return JSON.stringify(schemaValue(schema, asked));
	}
	if (format?.type === 'regex') return matching(format.pattern ?? '', asked);
	const count = request.n ?? 1;
	const suffix = count > 1 ? ` (answer ${choice + 1} of ${count})` : '';
	return answerText(request, asked) + suffix;
}

/** What a reasoning model "thinks" before it answers. */
export function defaultReasoning(request: ChatRequest): string {
	return `The user wrote "${excerpt(lastUserText(request), 8)}". A short friendly answer will do.`;
}

/** The tool call the request asks for, or undefined when it gets a text. */
export function toolToCall(request: ChatRequest): { name: string; arguments: string } | undefined {
	const { tools, tool_choice: choice, messages } = request;
	if (!tools?.length || choice === 'none' || messages.at(-1)?.role !== 'user') return undefined;
	const wanted = typeof choice === 'object' ? choice?.function.name : undefined;
	const tool = tools.find((candidate) => candidate.function.name === wanted) ?? tools[0];
	if (tool === undefined) return undefined;
	const values = schemaValue(
		{ type: 'object', ...tool.function.parameters },
		lastUserText(request),
	);
	return { name: tool.function.name, arguments: JSON.stringify(values) };
}

function answerText(request: ChatRequest, asked: string): string {
	const last = request.messages.at(-1);
	if (last?.role === 'tool') return `The tool answered: ${contentText(last.content)}`;
	if (/capital of france/i.test(asked)) {
		return asked.trimEnd().endsWith('A:') ? 'A: Paris' : 'The capital of France is Paris.';
	}
	const choice = mentioned(offeredWords(request), asked);
	if (choice !== undefined) return choice;
	if (asked === '') return 'Hello! You sent no user message, so there is little to answer.';
	return `Happy to help! You wrote: "${excerpt(asked, 25)}". A real model would now answer that.`;
}

/** The answers a system message allows, where it says "one of: this, that or another". */
function offeredWords({ messages }: ChatRequest): string[] {
	const system = messages.filter(({ role }) => role === 'system');
	const rules = system.map(({ content }) => contentText(content)).join('\n');
	const list = /\bone of[^:.\n]*: ?([^.\n]+)/i.exec(rules)?.[1] ?? '';
	return list.split(/,| or /).flatMap((word) => word.trim() || []);
}

function excerpt(text: string, words: number): string {
	const all = text.trim().split(/\s+/);
	return all.slice(0, words).join(' ') + (all.length > words ? ' ...' : '');
}

/** A text the pattern accepts, found by trial: its own words first, then some common shapes. */
function matching(pattern: string, asked: string): string {
	const whole = new RegExp(`^(?:${pattern})$`);
	const words = pattern.match(/[\p{L}\p{N} _-]+/gu) ?? [];
	const shapes = ['1', '42', '2025', '2025-01-01', 'someone@example.com', 'A', 'a', 'example'];
	return (
		[mentioned(words, asked) ?? '', ...words, ...shapes].find((text) => whole.test(text)) ?? ''
	);
}
