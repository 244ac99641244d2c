import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

import { activate, saveWorkflow, stopExecution, type SavedWorkflow } from '../server/client';
import { call, type Session } from '../server/http';
import type { WorkflowData } from '../server/workflow';

/** What the chat window gets, and when. */
export interface Chunk {
	type: 'begin' | 'item' | 'end' | 'error' | 'keepalive';
	content?: string;
	/** Arrival in milliseconds, on the clock of `performance.now()`. */
	at: number;
}

/** A chat that is open to all. */
export interface Chat {
	saved: SavedWorkflow;
	/**
	 * Sends a message as the chat window does and reads the answer to its end.
	 * @param see gets each chunk at once
	 */
	say: (message: string, see?: (chunk: Chunk) => void) => Promise<Chunk[]>;
	/** Stops the execution that answers now. */
	stop: () => Promise<void>;
	/** Closes the chat window. n8n leaves a stopped answer open for good. */
	leave: () => void;
}

/** Saves a workflow that begins with a chat, and switches it on. */
export async function openChat(n8n: Session, data: WorkflowData): Promise<Chat> {
	const saved = await saveWorkflow(n8n, data);
	await activate(n8n, saved);
	const webhook = saved.nodes.find(({ type }) => type.endsWith('.chatTrigger'))?.webhookId;
	const url = `${n8n.url}/webhook/${webhook}/chat`;
	await untilOpen(url);
	const window = new AbortController();
	return {
		saved,
		leave: () => window.abort(),
		say: async (message, see) => await say(url, message, window.signal, see),
		stop: async () => {
			const filter = encodeURIComponent(JSON.stringify({ workflowId: saved.id }));
			const path = `/rest/executions?filter=${filter}&limit=1`;
			const { results } = await call<{ results: Array<{ id: string }> }>(n8n, 'GET', path);
			await stopExecution(n8n, results[0]?.id ?? '');
		},
	};
}

/** n8n opens the address a moment after it says that the workflow is active. */
async function untilOpen(url: string): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (Date.now() < deadline) {
		const { ok } = await fetch(url);
		if (ok) return;
		await wait(50);
	}
	throw new Error('The chat did not open');
}

async function say(
	url: string,
	chatInput: string,
	signal: AbortSignal,
	see?: (chunk: Chunk) => void,
): Promise<Chunk[]> {
	const response = await fetch(url, {
		method: 'POST',
		signal,
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ action: 'sendMessage', sessionId: 'e2e', chatInput }),
	});
	if (!response.ok || !response.body) throw new Error(`The chat gave ${response.status}`);
	const chunks: Chunk[] = [];
	const input = Readable.fromWeb(response.body);
	for await (const line of createInterface({ input })) {
		if (line === '') continue;
		const { type, content } = JSON.parse(line) as Chunk;
		const chunk = { type, ...(content !== undefined && { content }), at: performance.now() };
		chunks.push(chunk);
		see?.(chunk);
	}
	return chunks.filter(({ type }) => type !== 'keepalive');
}
