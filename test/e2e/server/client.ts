import { setTimeout as wait } from 'node:timers/promises';

import { readExecution, type Execution } from './execution';
import { call, type Session } from './http';
import type { WorkflowData } from './workflow';
import { IS_N8N_1 } from '../setup/places';

/** How long a workflow may take. */
const LONGEST_MS = 60_000;

export interface CredentialRef {
	id: string;
	name: string;
}

export interface SavedWorkflow extends WorkflowData {
	id: string;
	versionId: string;
}

export interface TestResult {
	status: 'OK' | 'Error';
	message: string;
}

export const CREDENTIAL_TYPE = 'togetherAiApi';

/** Saves a Together AI credential, as the form does. */
export async function saveCredential(
	session: Session,
	data: { apiKey: string; baseUrl: string },
	name = 'Together AI account',
): Promise<CredentialRef> {
	const body = { name, type: CREDENTIAL_TYPE, data };
	const { id } = await call<{ id: string }>(session, 'POST', '/rest/credentials', body);
	return { id, name };
}

/** Tests a saved credential, as the form does after saving. */
export async function testCredential(session: Session, { id, name }: CredentialRef) {
	const { data } = await call<{ data: object }>(
		session,
		'GET',
		`/rest/credentials/${id}?includeData=true`,
	);
	const credentials = { id, name, type: CREDENTIAL_TYPE, data };
	return await call<TestResult>(session, 'POST', '/rest/credentials/test', { credentials });
}

export async function saveWorkflow(session: Session, data: WorkflowData): Promise<SavedWorkflow> {
	return await call(session, 'POST', '/rest/workflows', { ...data, active: false });
}

/** Switches a workflow on, so that its triggers listen. */
export async function activate(session: Session, saved: SavedWorkflow): Promise<void> {
	const { id, versionId, name } = saved;
	const path = `/rest/workflows/${id}`;
	if (IS_N8N_1) return await call(session, 'PATCH', path, { versionId, active: true });
	await call(session, 'POST', `${path}/activate`, { versionId, name, description: '' });
}

/**
 * Starts a saved workflow as the button of the editor does.
 * @returns the ID of the execution
 */
export async function start(session: Session, saved: SavedWorkflow): Promise<string> {
	const trigger = saved.nodes.find(({ type }) => type.endsWith('rigger'));
	const body = { workflowData: saved, triggerToStartFrom: { name: trigger?.name } };
	const path = `/rest/workflows/${saved.id}/run`;
	const { executionId } = await call<{ executionId: string }>(session, 'POST', path, body);
	return executionId;
}

/** The execution, once it has ended. */
export async function finished(session: Session, executionId: string): Promise<Execution> {
	const deadline = Date.now() + LONGEST_MS;
	while (Date.now() < deadline) {
		const execution = await readExecution(session, executionId);
		if (execution.stoppedAt && isWhole(execution)) return execution;
		await wait(100);
	}
	throw new Error(`The execution did not end within ${LONGEST_MS / 1_000} s`);
}

/** n8n writes that an execution has ended a moment before it writes what came of it. */
function isWhole({ runs, error }: Execution): boolean {
	return Object.keys(runs).length > 0 || error !== undefined;
}

/** Saves a workflow, runs it and gives what came of it. */
export async function run(session: Session, data: WorkflowData): Promise<Execution> {
	const saved = await saveWorkflow(session, data);
	return await finished(session, await start(session, saved));
}

/** The button Stop. */
export async function stopExecution(session: Session, executionId: string): Promise<void> {
	await call(session, 'POST', `/rest/executions/${executionId}/stop`);
}

/** The latest execution of a workflow that has ended. */
export async function latestExecution(session: Session, saved: SavedWorkflow): Promise<Execution> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: saved.id }));
	const deadline = Date.now() + LONGEST_MS;
	while (Date.now() < deadline) {
		const path = `/rest/executions?filter=${filter}&limit=1`;
		const { results } = await call<{ results: Array<{ id: string }> }>(session, 'GET', path);
		if (results[0]) return await finished(session, results[0].id);
		await wait(100);
	}
	throw new Error('There was no execution');
}
