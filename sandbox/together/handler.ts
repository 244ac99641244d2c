import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { performance } from 'node:perf_hooks';

import { answerChat, type ChatBehaviour } from './chat';
import { invalidKey, notFound } from './errors';
import { RateLimit } from './limits';
import { MODELS, PROJECT_SLUG } from './models';
import type { Observation } from './observation';
import type { StandInOptions } from './options';
import { sendJson } from './respond';
import { hash } from './tokens';

export type Handler = (incoming: IncomingMessage, response: ServerResponse) => void;

/** One request, read to its end, and where its answer goes. */
interface Call {
	incoming: IncomingMessage;
	response: ServerResponse;
	method: string;
	pathname: string;
	isChat: boolean;
	index: number;
	id: string;
	rawBody: string;
	body: unknown;
}

const WHOAMI = {
	api_key_id: 'key_sandbox',
	organization_id: 'org_sandbox',
	organization_name: 'Local stand-in',
	project_id: 'proj_sandbox',
	project_name: 'Sandbox',
	project_slug: PROJECT_SLUG,
	user_id: 'user_sandbox',
};

/** What the stand-in does with every request: read, record, let interceptors look, answer. */
export function requestHandler(options: StandInOptions, seen: Observation): Handler {
	const behaviour = chatBehaviour(options);
	const counts = { all: 0, chat: 0, other: 0 };

	const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
		const at = performance.now();
		const ray = hash(`ray ${counts.all++}`).toString('hex');
		const id = `o${ray.slice(16, 22)}-${ray.slice(22, 28)}-${ray.slice(0, 16)}`;
		response.setHeader('x-request-id', id);
		response.setHeader('cf-ray', `${ray.slice(0, 16)}-EWR`);
		const rawBody = await text(incoming);
		const body = parsed(rawBody);
		record(seen, incoming, response, body, at);
		const { method = 'GET', url = '/' } = incoming;
		const { pathname } = new URL(url, 'http://localhost');
		const isChat = method === 'POST' && pathname === '/v1/chat/completions';
		const index = isChat ? counts.chat++ : counts.other++;
		const call = { incoming, response, method, pathname, isChat, index, id, rawBody, body };
		if (isChat) countInFlight(seen, response);
		if (await intercepted(options, call)) return;
		await answer(options, behaviour, call);
	};

	return (incoming, response) => {
		handle(incoming, response).catch((error: unknown) => fail(response, error));
	};
}

async function answer(
	options: StandInOptions,
	behaviour: ChatBehaviour,
	call: Call,
): Promise<void> {
	const { incoming, response, method, pathname } = call;
	if (!mayEnter(incoming.headers.authorization, options.apiKey)) {
		const { status, body } = invalidKey();
		return sendJson(response, status, body);
	}
	if (call.isChat) return await answerChat(call, response, behaviour);
	if (method === 'GET' && pathname === '/v1/models') return sendJson(response, 200, MODELS);
	if (method === 'GET' && pathname === '/v1/whoami') return sendJson(response, 200, WHOAMI);
	const { status, body } = notFound(method, pathname);
	sendJson(response, status, body);
}

function chatBehaviour(options: StandInOptions): ChatBehaviour {
	const { latencyMs = 0 } = options;
	return {
		latencyMs: typeof latencyMs === 'number' ? () => latencyMs : latencyMs,
		tokenDelayMs: options.tokenDelayMs ?? 0,
		resetSeconds: options.resetSeconds ?? 1,
		streamShape: options.streamShape ?? 'current',
		reply: options.reply,
		limit: new RateLimit(options),
	};
}

async function intercepted(options: StandInOptions, call: Call): Promise<boolean> {
	const intercept = call.isChat ? options.intercept : options.interceptOther;
	if (intercept === undefined) return false;
	const { incoming, response, pathname, index, rawBody, body } = call;
	return await intercept({
		request: asObject(body),
		rawBody,
		index,
		path: pathname,
		headers: incoming.headers,
		incoming,
		response,
	});
}

function record(
	seen: Observation,
	incoming: IncomingMessage,
	response: ServerResponse,
	body: unknown,
	at: number,
): void {
	const { method = 'GET', url: path = '/', headers } = incoming;
	const request = {
		method,
		path,
		headers,
		body,
		at,
		aborted: false,
		get status() {
			return response.headersSent ? response.statusCode : undefined;
		},
	};
	response.once('close', () => {
		request.aborted = !response.writableFinished;
		seen.changed();
	});
	seen.received(request);
}

function countInFlight(seen: Observation, response: ServerResponse): void {
	const end = seen.begin();
	// 'prefinish' comes inside end(), so a client that reads the last byte and asks again at once
	// never counts twice; 'close' covers connections that break.
	response.once('prefinish', end);
	response.once('close', end);
}

function mayEnter(authorization: string | undefined, apiKey: string | undefined): boolean {
	const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
	return given !== undefined && (apiKey === undefined || given === apiKey);
}

function parsed(rawBody: string): unknown {
	if (rawBody === '') return undefined;
	try {
		return JSON.parse(rawBody);
	} catch {
		return rawBody;
	}
}

function asObject(body: unknown): Readonly<Record<string, unknown>> {
	return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}

/** A client that left needs no answer; a fault of a reply function or interceptor is told to it. */
function fail(response: ServerResponse, error: unknown): void {
	if (response.destroyed) return;
	if (response.headersSent) {
		response.destroy();
		return;
	}
	const message = `The stand-in failed: ${error instanceof Error ? error.message : String(error)}`;
	sendJson(response, 500, { error: { message, type: 'server_error', param: null, code: null } });
}
