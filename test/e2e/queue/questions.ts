import { randomUUID } from 'node:crypto';

import { togetherAi } from '../helpers/nodes';
import { activate, saveWorkflow, type CredentialRef } from '../server/client';
import type { Session } from '../server/http';
import { node, workflow } from '../server/workflow';
import { eventually } from '../server/member';

/** What came back for the questions of one execution. */
export interface Batch {
	status: number;
	/** The texts of the answers, in order; empty when the execution failed. */
	texts: string[];
}

/** Sends questions to a workflow in production, as one execution, and waits for its answers. */
export type Ask = (words: readonly string[]) => Promise<Batch>;

/** What the node asks: from which execution, and which of its questions. */
const ASK = '={{ $execution.id }} {{ $json.word }}';

const OPEN_MS = 60_000;

/** Switches on a workflow that gets questions by a webhook and gives back all answers. */
export async function openQuestions(n8n: Session, credential: CredentialRef): Promise<Ask> {
	const path = randomUUID();
	const received = { httpMethod: 'POST', path, responseMode: 'lastNode' };
	const split = { fieldToSplitOut: 'body.words', options: { destinationFieldName: 'word' } };
	const nodes = [
		node(
			'Webhook',
			'n8n-nodes-base.webhook',
			{ ...received, responseData: 'allEntries' },
			{ typeVersion: 2, webhookId: path },
		),
		node('Split', 'n8n-nodes-base.splitOut', split),
		togetherAi(credential, ASK),
	];
	const data = workflow('Questions', nodes, [
		['Webhook', 'Split'],
		['Split', 'Together AI'],
	]);
	await activate(n8n, await saveWorkflow(n8n, data));
	const ask: Ask = async (words) => {
		const response = await fetch(`${n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ words }),
		});
		const answer: unknown = await response.json();
		const items = response.ok && Array.isArray(answer) ? (answer as Array<{ text: string }>) : [];
		return { status: response.status, texts: items.map(({ text }) => text) };
	};
	await eventually('the webhook is open', OPEN_MS, async () => {
		const { status } = await ask(['Are you there?']);
		return status === 200;
	});
	return ask;
}

/** So many questions, each unlike all others. */
export function questions(batch: number, count: number): string[] {
	return Array.from({ length: count }, (_, at) => `b${batch}q${at}`);
}

/** The question that an answer repeats, without the execution that asked it. */
export function questionOf(text: string): string {
	return /^Re: \d+ (.*)\.$/.exec(text)?.[1] ?? text;
}
