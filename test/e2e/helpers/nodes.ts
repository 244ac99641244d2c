import { randomUUID } from 'node:crypto';

import type { CredentialRef } from '../server/client';
import { node, workflow, type CanvasNode, type WorkflowData } from '../server/workflow';

export const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';

const PACKAGE = 'n8n-nodes-together-ai';
const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** What a model is told by hand, as the field has it. */
export function modelId(value: string): object {
	return { __rl: true, mode: 'id', value };
}

/** The node on the canvas, asking what `prompt` says. */
export function togetherAi(
	credential: CredentialRef,
	prompt: string,
	parameters: object = {},
	rest: Partial<CanvasNode> = {},
): CanvasNode {
	const form = {
		resource: 'chat',
		operation: 'complete',
		model: modelId(MODEL),
		messages: { values: [{ role: 'user', content: prompt }] },
		...parameters,
	};
	const credentials = { togetherAiApi: credential };
	return node('Together AI', `${PACKAGE}.togetherAi`, form, { credentials, ...rest });
}

/** The node as a tool for an agent, by the name of Ask Llama. What to ask is for the agent to say. */
export function askLlama(credential: CredentialRef): CanvasNode {
	const prompt = "={{ $fromAI('Prompt', 'What to ask') }}";
	const parameters = { toolDescription: 'Asks another model' };
	const rest = { name: 'Ask Llama', type: `${PACKAGE}.togetherAiTool` };
	return togetherAi(credential, prompt, parameters, rest);
}

/** The chat model for an agent. */
export function chatModel(credential: CredentialRef, parameters: object = {}): CanvasNode {
	const form = { model: modelId(MODEL), ...parameters };
	const credentials = { togetherAiApi: credential };
	return node('Together AI Chat Model', `${PACKAGE}.lmChatTogetherAi`, form, { credentials });
}

/** Embeddings for a vector store. */
export function embeddings(credential: CredentialRef, parameters: object = {}): CanvasNode {
	const credentials = { togetherAiApi: credential };
	const type = `${PACKAGE}.embeddingsTogetherAi`;
	return node('Embeddings Together AI', type, parameters, { credentials });
}

/** A reranker for a vector store. */
export function reranker(credential: CredentialRef, parameters: object): CanvasNode {
	const credentials = { togetherAiApi: credential };
	const type = `${PACKAGE}.rerankerTogetherAi`;
	return node('Reranker Together AI', type, parameters, { credentials });
}

/** n8n's vector store in memory; stores with the same key are one, whatever the workflow. */
export function memoryStore(name: string, key: string, parameters: object): CanvasNode {
	const form = { memoryKey: modelId(key), ...parameters };
	return node(name, `${LANGCHAIN}.vectorStoreInMemory`, form, { typeVersion: 1.3 });
}

export function manualTrigger(): CanvasNode {
	return node('Start', 'n8n-nodes-base.manualTrigger');
}

/** n8n's AI Agent, asking what `text` says. */
export function agent(text: string, options: object = {}): CanvasNode {
	const form = { promptType: 'define', text, options };
	return node('AI Agent', `${LANGCHAIN}.agent`, form, { typeVersion: 3.1 });
}

export function calculator(): CanvasNode {
	return node('Calculator', `${LANGCHAIN}.toolCalculator`);
}

/** n8n's own memory, which keeps what is said in each chat. */
export function memory(): CanvasNode {
	return node('Simple Memory', `${LANGCHAIN}.memoryBufferWindow`, {}, { typeVersion: 1.3 });
}

/** A tool that runs JavaScript. */
export function codeTool(name: string, jsCode: string): CanvasNode {
	const form = { description: `The tool ${name}`, jsCode };
	return node(name, `${LANGCHAIN}.toolCode`, form, { typeVersion: 1.3 });
}

/** A tool that reads an address. */
export function webTool(name: string, url: string): CanvasNode {
	const form = { toolDescription: `The tool ${name}`, url, options: {} };
	return node(name, 'n8n-nodes-base.httpRequestTool', form, { typeVersion: 4.2 });
}

/** A chat open to all that gets its answer token by token. */
export function chatTrigger(): CanvasNode {
	const form = { public: true, options: { responseMode: 'streaming' } };
	const rest = { typeVersion: 1.3, webhookId: randomUUID() };
	return node('Chat', `${LANGCHAIN}.chatTrigger`, form, rest);
}

/** What a model gives to those who ask it directly: at once, and piece by piece. */
const LOOK_INSIDE = `
const [model] = await this.getInputConnectionData('ai_languageModel', 0);
const toItem = ({ content, additional_kwargs: { reasoning_content: reasoning } }) => ({
	json: { content, reasoning },
});
const whole = await model.invoke('Think');
let streamed;
for await (const piece of await model.stream('Think')) {
	streamed = streamed ? streamed.concat(piece) : piece;
}
return [toItem(whole), toItem(streamed)];
`;

/** A workflow that shows the messages of the chat model as LangChain has them. */
export function openModel(credential: CredentialRef): WorkflowData {
	const form = {
		code: { execute: { code: LOOK_INSIDE } },
		inputs: { input: [{ type: 'main' }, { type: 'ai_languageModel' }] },
		outputs: { output: [{ type: 'main' }] },
	};
	const look = node('Look inside', `${LANGCHAIN}.code`, form);
	return workflow(
		'Look inside',
		[manualTrigger(), look, chatModel(credential)],
		[
			['Start', 'Look inside'],
			['Together AI Chat Model', 'Look inside', 'ai_languageModel'],
		],
	);
}
