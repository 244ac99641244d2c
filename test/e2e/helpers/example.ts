import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { CredentialRef } from '../server/client';
import type { WorkflowData } from '../server/workflow';
import { ROOT } from '../setup/places';

/**
 * A workflow of the examples as the editor imports it: its nodes use a credential that is here, and
 * its triggers have addresses of their own.
 */
export async function importExample(
	name: string,
	credential: CredentialRef,
): Promise<WorkflowData> {
	const text = await readFile(join(ROOT, 'examples', name), 'utf8');
	const data = JSON.parse(text) as WorkflowData;
	const nodes = data.nodes.map((node) => ({
		...node,
		...(node.credentials && { credentials: { togetherAiApi: credential } }),
		...(node.webhookId && { webhookId: randomUUID() }),
	}));
	return { ...data, nodes };
}

/** The workflow with Make Chat Publicly Available switched on, so that its chat has an address. */
export function madePublic(data: WorkflowData): WorkflowData {
	const nodes = data.nodes.map((node) =>
		node.type.endsWith('.chatTrigger')
			? { ...node, parameters: { ...node.parameters, public: true } }
			: node,
	);
	return { ...data, nodes };
}
