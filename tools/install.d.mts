export declare const repositoryRoot: string;
export declare function isInstalled(root: string): boolean;
export declare function installWhenNeeded(root: string): void;
export declare function findNode(root: string): string;
