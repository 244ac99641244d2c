import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { startStandIn } from '../../sandbox/standIn';
import { chatModel, agent, calculator, chatTrigger, togetherAi } from './helpers/nodes';
import { startN8n } from './n8n';
import { saveCredential, saveWorkflow, type CredentialRef } from './server/client';
import { OWNER, type Session } from './server/http';
import { workflow, type WorkflowData } from './server/workflow';
import { ROOT } from './setup/places';

// `npm run editor`: a real n8n with this package, to look at and play with. All of it goes when it ends.

const ASK = '={{ $json.chatInput }}';

async function main(): Promise<void> {
	const standIn = await startStandIn({ tokenDelayMs: 40 });
	const n8n = await startN8n();
	const ended = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	try {
		await furnish(n8n, standIn.url);
		console.log(`
n8n ${n8n.version} with this package: ${n8n.url}

Sign in with ${OWNER.email} and ${OWNER.password}
The workflows ask a local stand-in for the API at ${standIn.url}; no real model is asked.
What n8n writes: ${n8n.log}

Ctrl-C ends it and removes everything it kept.
`);
		await ended;
	} finally {
		await n8n.stop();
		await standIn.close();
	}
}

/** Puts a credential and some workflows in place. */
async function furnish(n8n: Session, baseUrl: string): Promise<void> {
	const credential = await saveCredential(n8n, { apiKey: 'tgp_v1_stand_in', baseUrl });
	const ours = togetherAi(credential, ASK);
	const live = workflow('Live chat', [chatTrigger(), ours], [['Chat', ours.name]]);
	const nodes = [chatTrigger(), agent(ASK), chatModel(credential), calculator()];
	const withTool = workflow('Agent with a tool', nodes, [
		['Chat', 'AI Agent'],
		['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
		['Calculator', 'AI Agent', 'ai_tool'],
	]);
	for (const data of [withTool, live, await example(credential)]) await saveWorkflow(n8n, data);
}

/** The quick start, with the credential that is here. */
async function example(credential: CredentialRef): Promise<WorkflowData> {
	const text = await readFile(join(ROOT, 'examples/quick-start.json'), 'utf8');
	const data = JSON.parse(text) as WorkflowData;
	const nodes = data.nodes.map((node) =>
		node.credentials ? { ...node, credentials: { togetherAiApi: credential } } : node,
	);
	return { ...data, nodes };
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
