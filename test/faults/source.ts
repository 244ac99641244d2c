import type { NodePackage } from './node';
import { NODE_TYPE } from './node';
import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';

/** The package straight from its TypeScript sources. */
export const SOURCE: NodePackage = {
	nodeTypes: { [NODE_TYPE]: new TogetherAi() },
	credentialTypes: [new TogetherAiApi()],
};
