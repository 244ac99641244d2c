import type { IAuthenticate, Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authHeaders } from '../nodes/shared/http/secrets';
import { readApiKey, readExtraHeader } from '../nodes/shared/n8n/credential';

/**
 * The key of a Together AI account, the address of the API, and a header for a gateway. The nodes
 * test it, with the client they use it with: `nodes/shared/n8n/testCredential.ts`.
 */
export class TogetherAiApi implements ICredentialType {
	name = 'togetherAiApi';

	displayName = 'Together AI API';

	documentationUrl = 'https://docs.together.ai/docs/quickstart';

	icon: Icon = { light: 'file:../icons/togetherAi.svg', dark: 'file:../icons/togetherAi.dark.svg' };

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. tgp_v1_...',
			description:
				'The key of your Together AI project. You find it <a href="https://api.together.ai/settings/api-keys" target="_blank">in the settings of your account</a>.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.together.ai/v1',
			placeholder: 'e.g. https://api.together.ai/v1',
			description:
				'The address of the API. Change it for the older host https://api.together.xyz/v1, a gateway, or a server of your own that speaks the same API.',
		},
		// The names are those of n8n's OpenAI credential.
		{
			displayName: 'Add Custom Header',
			name: 'header',
			type: 'boolean',
			default: false,
			description: 'Whether to send one more header with every request, as some gateways need',
		},
		{
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: '',
			placeholder: 'e.g. X-Gateway-Key',
			displayOptions: { show: { header: [true] } },
			description: 'Authorization takes the place of the API key, which is then not sent',
		},
		{
			displayName: 'Header Value',
			name: 'headerValue',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: { show: { header: [true] } },
		},
	];

	/**
	 * For the HTTP Request node; the nodes of this package send the same headers themselves. A
	 * property and no method: n8n copies credential types, and offers those with this property there.
	 */
	authenticate: IAuthenticate = async (credentials, requestOptions) => {
		const extraHeader = readExtraHeader(credentials);
		const apiKey = readApiKey(credentials['apiKey']);
		const headers = authHeaders({ apiKey, ...(extraHeader && { extraHeader }) });
		return await Promise.resolve({
			...requestOptions,
			headers: { ...requestOptions.headers, ...headers },
		});
	};
}
