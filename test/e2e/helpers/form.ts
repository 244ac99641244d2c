import { activate, saveWorkflow, type SavedWorkflow } from '../server/client';
import type { Session } from '../server/http';
import { answers, eventually } from '../server/member';
import type { WorkflowData } from '../server/workflow';

/** How long each step may take. */
const LONGEST_MS = 60_000;

/** A form that is open to all. */
export interface Form {
	saved: SavedWorkflow;
	/** Sends a file in the first field, as the page does, and gives the page that comes after it. */
	submit: (file: File) => Promise<string>;
}

/** Saves a workflow that begins with a form, and switches it on. */
export async function openForm(n8n: Session, data: WorkflowData): Promise<Form> {
	const saved = await saveWorkflow(n8n, data);
	await activate(n8n, saved);
	const trigger = saved.nodes.find(({ type }) => type.endsWith('.formTrigger'));
	const url = `${n8n.url}/form/${trigger?.webhookId}`;
	await eventually('the form is open', LONGEST_MS, async () => await answers(url));
	return { saved, submit: async (file) => await submit(url, file) };
}

async function submit(url: string, file: File): Promise<string> {
	const body = new FormData();
	body.append('field-0', file);
	const sent = await fetch(url, { method: 'POST', body });
	const { formWaitingUrl } = (await sent.json()) as { formWaitingUrl: string };
	await eventually('the next page is there', LONGEST_MS, async () => {
		return (await text(statusUrl(formWaitingUrl))) === 'form-waiting';
	});
	return await text(formWaitingUrl);
}

/** Where the page asks how far n8n is. The page that follows can only be had once it is there. */
function statusUrl(formWaitingUrl: string): string {
	const url = new URL(formWaitingUrl);
	url.pathname += '/n8n-execution-status';
	return url.href;
}

async function text(url: string): Promise<string> {
	return await (await fetch(url)).text();
}
