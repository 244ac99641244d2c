import { randomUUID } from 'node:crypto';

import {
	lastUserText,
	startStandIn,
	type StandIn,
	type StandInOptions,
} from '../../../sandbox/standIn';
import { saveCredential, type CredentialRef } from '../server/client';
import type { Session } from '../server/http';

/** A stand-in for the API and a credential of n8n that leads to it. */
export interface Fixture {
	standIn: StandIn;
	credential: CredentialRef;
}

/**
 * Starts a stand-in. Its key is new each time, so that what n8n learnt about the rate limit of
 * another does not slow this one down.
 */
export async function standInFor(
	n8n: Session,
	{ name, ...options }: StandInOptions & { name?: string } = {},
): Promise<Fixture> {
	const standIn = await startStandIn(options);
	const data = { apiKey: `key-${randomUUID()}`, baseUrl: standIn.url };
	const credential = await saveCredential(n8n, data, name ?? 'Stand-in');
	return { standIn, credential };
}

/** An answer that repeats the question, so that each can be told from the others. */
export const echo: NonNullable<StandInOptions['reply']> = (request) =>
	`Re: ${lastUserText(request)}.`;

/** The chat requests that a stand-in got, as the API would read them. */
export function chatBodies({ requests }: StandIn): Array<Record<string, unknown>> {
	return requests
		.filter(({ path }) => path.endsWith('/chat/completions'))
		.map(({ body }) => body as Record<string, unknown>);
}

/** All texts that a stand-in made vectors of, in their order. */
export function embeddedTexts({ requests }: StandIn): string[] {
	return requests
		.filter(({ path }) => path.endsWith('/embeddings'))
		.flatMap(({ body }) => (body as { input: string[] }).input);
}

interface Message {
	role: string;
	content: unknown;
}

/** What was said in a chat request, as pairs of role and content, without calls and their results. */
export function conversationOf(body?: Record<string, unknown>): Array<[string, unknown]> {
	return messagesOf(body)
		.filter(({ role, content }) => role !== 'tool' && content !== null)
		.map(({ role, content }) => [role, content]);
}

/** The results of tools that a chat request tells the model. */
export function resultsIn(body?: Record<string, unknown>): unknown[] {
	return messagesOf(body).flatMap(({ role, content }) => (role === 'tool' ? [content] : []));
}

function messagesOf(body?: Record<string, unknown>): Message[] {
	return (body?.['messages'] ?? []) as Message[];
}
