import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

import { toChunks } from './chunks';
import { toCompletion } from './completion';
import {
	invalidRequest,
	notServerless,
	rateLimited,
	unknownModel,
	type ErrorAnswer,
} from './errors';
import { toLegacyChunks } from './legacyChunks';
import type { RateLimit } from './limits';
import { modelAccess } from './models';
import type { StreamShape } from './options';
import { planCompletion, type Plan, type Reply } from './plan';
import { parseChatRequest } from './request';
import { pause, sendEvents, sendJson } from './respond';

/** How chat requests are answered. */
export interface ChatBehaviour {
	latencyMs: (index: number) => number;
	tokenDelayMs: number;
	resetSeconds: number;
	streamShape: StreamShape;
	reply: Reply | undefined;
	limit: RateLimit;
}

export interface ChatCall {
	body: unknown;
	/** Number of the chat request on this server, from 0. */
	index: number;
	id: string;
}

/** Gives a chat request its regular answer: an error of the API's, a completion or a stream. */
export async function answerChat(
	call: ChatCall,
	response: ServerResponse,
	behaviour: ChatBehaviour,
): Promise<void> {
	const parsed = parseChatRequest(call.body);
	if (!parsed.ok) return refuse(call, response, invalidRequest(parsed.message, parsed.param));
	const { request } = parsed;
	const access = modelAccess(request.model);
	if (access === 'unknown') return refuse(call, response, unknownModel(request.model));
	if (access === 'notServerless') return refuse(call, response, notServerless(request.model));
	const leave = behaviour.limit.enter(performance.now());
	if (leave === undefined) {
		return refuse(call, response, rateLimited(request.model, behaviour.resetSeconds));
	}
	response.once('prefinish', leave);
	response.once('close', leave);
	await pause(response, behaviour.latencyMs(call.index));
	if (response.destroyed) return;
	const created = Math.floor(Date.now() / 1_000);
	const plan = planCompletion(request, { ...call, created, reply: behaviour.reply });
	if (!request.stream) return sendJson(response, 200, toCompletion(plan));
	await sendEvents(response, streamed(plan, behaviour.streamShape), behaviour.tokenDelayMs);
}

function streamed(plan: Plan, shape: StreamShape): object[] {
	if (shape === 'current') return toChunks(plan);
	return toLegacyChunks(plan, shape === 'legacy' ? 'delta' : 'choice');
}

function refuse(call: ChatCall, response: ServerResponse, error: ErrorAnswer): void {
	sendJson(response, error.status, { id: call.id, ...error.body }, error.headers);
}
