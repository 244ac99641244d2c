import { MODEL, modelId, togetherAi } from '../../test/e2e/helpers/nodes';
import type { CredentialRef } from '../../test/e2e/server/client';
import { node, type CanvasNode, type Line } from '../../test/e2e/server/workflow';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

const QUESTION = '{{ $json.question }}';

/** What asks the same questions: the node that gives the answers, and those that serve it. */
export interface Asker {
	node: CanvasNode;
	others?: CanvasNode[];
	lines?: Line[];
}

/** Where to ask, and with which credentials. */
export interface Server {
	url: string;
	together: CredentialRef;
	openAi: CredentialRef;
}

export interface Peer {
	label: string;
	/** Version and settings, where they are not the node's own. */
	note: string;
	ask: (server: Server) => Asker;
	isOurs?: boolean;
	/** Measured when it asks the same server a second time. */
	knowsServer?: boolean;
}

const goOn = { onError: 'continueRegularOutput' } as const;

const ours = ({ together }: Server): Asker => ({
	node: togetherAi(together, `=${QUESTION}`, {}, goOn),
});

/** All four as they come out of the box, but that a failed item does not end the run. */
export const PEERS: readonly Peer[] = [
	{ label: 'Together AI (this package)', note: 'defaults', ask: ours, isOurs: true },
	{
		label: 'Together AI, next run',
		note: 'the same, in the same n8n, after it has met the server',
		ask: ours,
		isOurs: true,
		knowsServer: true,
	},
	{
		label: 'HTTP Request',
		note: 'version 4.2, all items at once',
		ask: ({ url, together }) => ({
			node: node('Ask', 'n8n-nodes-base.httpRequest', httpForm(url), {
				...goOn,
				typeVersion: 4.2,
				credentials: { togetherAiApi: together },
			}),
		}),
	},
	{
		label: 'Basic LLM Chain',
		note: 'version 1.9 with OpenAI Chat Model 1.3, batches of 5',
		ask: ({ openAi }) => ({
			node: node(
				'Ask',
				`${LANGCHAIN}.chainLlm`,
				{ promptType: 'define', text: `=${QUESTION}` },
				{ ...goOn, typeVersion: 1.9 },
			),
			others: [
				node(
					'Model',
					`${LANGCHAIN}.lmChatOpenAi`,
					{ model: modelId(MODEL), responsesApiEnabled: false },
					{ typeVersion: 1.3, credentials: { openAiApi: openAi } },
				),
			],
			lines: [['Model', 'Ask', 'ai_languageModel']],
		}),
	},
	{
		label: 'OpenAI node',
		note: 'version 1.8, Message a Model; one item after the other',
		ask: ({ openAi }) => ({
			node: node('Ask', `${LANGCHAIN}.openAi`, openAiForm(), {
				...goOn,
				typeVersion: 1.8,
				credentials: { openAiApi: openAi },
			}),
		}),
	},
];

function openAiForm(): object {
	return {
		resource: 'text',
		operation: 'message',
		modelId: modelId(MODEL),
		messages: { values: [{ role: 'user', content: `=${QUESTION}` }] },
	};
}

function httpForm(url: string): object {
	const body = `{ model: '${MODEL}', messages: [{ role: 'user', content: $json.question }] }`;
	return {
		method: 'POST',
		url: `${url}/chat/completions`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'togetherAiApi',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify(${body}) }}`,
		options: {},
	};
}
