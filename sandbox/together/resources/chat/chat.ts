import type { ApiRequest, Resource, Shared } from '../../resource';
import { events, json, type Answer } from '../../shared/answer';
import { invalidRequest, refusal } from '../../shared/errors';
import { toChunks } from './chunks';
import { toCompletion } from './completion';
import { toLegacyChunks } from './legacyChunks';
import { planCompletion, type Plan, type Reply } from './plan';
import { parseChatRequest } from './request';

/**
 * The shape of streamed answers: today's, or the first one the API had, with its text under `delta`
 * or right in the choice.
 */
export type StreamShape = 'current' | 'legacy' | 'legacyText';

/** How chat requests are answered. */
export interface ChatOptions {
	/** Milliseconds between streamed chunks. */
	tokenDelayMs?: number;
	/** The text of answers in place of the default one. Gets the request's and the choice's number. */
	reply?: Reply;
	streamShape?: StreamShape;
}

/** Types of models that speak. */
const SPEAKING = ['chat', 'language'];

/** Chat completions, whole or streamed. */
export const chat: Resource = [
	{ method: 'POST', path: '/v1/chat/completions', handle: complete, asksModel: true },
];

async function complete(asked: ApiRequest, { options, admission }: Shared): Promise<Answer> {
	const { id, index, signal } = asked;
	const parsed = parseChatRequest(asked.body.value);
	if (!parsed.ok) return refusal(invalidRequest(parsed.message, parsed.param), id);
	const { request } = parsed;
	const refused = await admission.enter(asked, request.model, SPEAKING);
	if (refused) return refusal(refused, id);
	const created = Math.floor(Date.now() / 1_000);
	const plan = planCompletion(request, { id, index, created, reply: options.reply });
	if (!request.stream) return json(toCompletion(plan));
	const { streamShape = 'current', tokenDelayMs = 0 } = options;
	return events(streamed(plan, streamShape), tokenDelayMs, signal);
}

function streamed(plan: Plan, shape: StreamShape): object[] {
	if (shape === 'current') return toChunks(plan);
	return toLegacyChunks(plan, shape === 'legacy' ? 'delta' : 'choice');
}
