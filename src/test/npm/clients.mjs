// Drives the ARM stand-in with Microsoft's own clients and prints what they made of the answers, one JSON object.
// Usage: node clients.mjs {"endpoint","subscription","group","machine","scaleSet","account","watcherGroup","watcher"}
import { NetworkManagementClient } from "@azure/arm-network";
import { ComputeManagementClient } from "@azure/arm-compute";

const given = JSON.parse(process.argv[2]);
const credential = { getToken: async () => ({ token: "a-test-token", expiresOnTimestamp: Date.now() + 3_600_000 }) };
const options = { endpoint: given.endpoint, retryOptions: { maxRetries: 0 } };
const network = new NetworkManagementClient(credential, given.subscription, options);
const compute = new ComputeManagementClient(credential, given.subscription, options);
const quickly = { updateIntervalInMs: 50 };
const watcher = [given.watcherGroup, given.watcher];
const machine = [given.group, given.machine];
const idOf = (type, name) =>
  `/subscriptions/${given.subscription}/resourceGroups/${given.group}/providers/${type}/${name}`;

async function all(pages) {
  const items = [];
  for await (const item of pages) {
    items.push(item);
  }
  return items;
}

async function failure(call) {
  try {
    await call;
    return null;
  } catch (error) {
    return { status: error.statusCode, code: error.code, message: error.message };
  }
}

const answers = {};

answers.watchers = await all(network.networkWatchers.listAll());
answers.watchersInGroup = await all(network.networkWatchers.list(given.watcherGroup));
answers.watcher = await network.networkWatchers.get(...watcher);
answers.secondWatcher = await failure(
  network.networkWatchers.createOrUpdate(given.watcherGroup, "another", { location: answers.watcher.location }),
);
answers.newWatcher = await network.networkWatchers.createOrUpdate(given.watcherGroup, "NetworkWatcher_northeurope", {
  location: "northeurope",
});

answers.machines = await all(compute.virtualMachines.listAll());
answers.machinesInGroup = await all(compute.virtualMachines.list(given.group));
answers.machine = await compute.virtualMachines.get(...machine);
answers.machineWithView = await compute.virtualMachines.get(...machine, { expand: "instanceView" });
answers.instanceView = await compute.virtualMachines.instanceView(...machine);
answers.noMachine = await failure(compute.virtualMachines.get(given.group, "ghost"));

answers.created = await network.packetCaptures.beginCreateAndWait(
  ...watcher,
  "cap1",
  {
    target: idOf("Microsoft.Compute/virtualMachines", given.machine),
    bytesToCapturePerPacket: 128,
    timeLimitInSeconds: 600,
    storageLocation: { storageId: idOf("Microsoft.Storage/storageAccounts", given.account) },
    filters: [{ protocol: "TCP", localPort: "443" }, { protocol: "UDP", remoteIPAddress: "10.0.0.1-10.0.0.9" }],
  },
  quickly,
);
answers.got = await network.packetCaptures.get(...watcher, "cap1");
answers.listed = await all(network.packetCaptures.list(...watcher));
answers.running = await network.packetCaptures.beginGetStatusAndWait(...watcher, "cap1", quickly);
answers.again = await failure(
  network.packetCaptures.beginCreateAndWait(...watcher, "cap1", {
    target: idOf("Microsoft.Compute/virtualMachines", given.machine),
    storageLocation: { storageId: idOf("Microsoft.Storage/storageAccounts", given.account) },
  }),
);
answers.stop = (await network.packetCaptures.beginStopAndWait(...watcher, "cap1", quickly)) ?? null;
answers.stopped = await network.packetCaptures.beginGetStatusAndWait(...watcher, "cap1", quickly);
answers.delete = (await network.packetCaptures.beginDeleteAndWait(...watcher, "cap1", quickly)) ?? null;
answers.gone = await failure(network.packetCaptures.get(...watcher, "cap1"));
answers.deleteAgain = await failure(network.packetCaptures.beginDeleteAndWait(...watcher, "cap1", quickly));
answers.badFilter = await failure(
  network.packetCaptures.beginCreateAndWait(...watcher, "cap2", {
    target: idOf("Microsoft.Compute/virtualMachines", given.machine),
    storageLocation: { storageId: idOf("Microsoft.Storage/storageAccounts", given.account) },
    filters: [{ remoteIPAddress: "1.1.1.1-255.255.255" }],
  }),
);
answers.scaleSetCapture = await network.packetCaptures.beginCreateAndWait(
  ...watcher,
  "cap3",
  {
    target: idOf("Microsoft.Compute/virtualMachineScaleSets", given.scaleSet),
    targetType: "AzureVMSS",
    scope: { include: ["0", "1"] },
    continuousCapture: true,
    captureSettings: { fileCount: 3, fileSizeInBytes: 50000 },
    storageLocation: { localPath: "/var/captures/cap3.cap" },
  },
  quickly,
);

const extension = [...machine, "AzureNetworkWatcherExtension"];
answers.extensions = await compute.virtualMachineExtensions.list(...machine);
answers.extension = await compute.virtualMachineExtensions.get(...extension);
answers.extensionDeleted = (await compute.virtualMachineExtensions.delete(...extension, quickly)) ?? null;
answers.noExtension = await failure(compute.virtualMachineExtensions.get(...extension));
answers.withoutAgent = await failure(
  network.packetCaptures.beginCreateAndWait(
    ...watcher,
    "cap4",
    {
      target: idOf("Microsoft.Compute/virtualMachines", given.machine),
      storageLocation: { storageId: idOf("Microsoft.Storage/storageAccounts", given.account) },
    },
    quickly,
  ),
);
answers.extensionInstalled = await compute.virtualMachineExtensions.createOrUpdate(
  ...extension,
  {
    location: answers.machine.location,
    publisher: "Microsoft.Azure.NetworkWatcher",
    typePropertiesType: "NetworkWatcherAgentLinux",
    typeHandlerVersion: "1.4",
    autoUpgradeMinorVersion: true,
    enableAutomaticUpgrade: true,
  },
  quickly,
);
answers.extensionVersions = await compute.virtualMachineExtensionImages.listVersions(
  answers.machine.location,
  "Microsoft.Azure.NetworkWatcher",
  "NetworkWatcherAgentLinux",
);

const scaleSet = [given.group, given.scaleSet];
answers.scaleSets = await all(compute.virtualMachineScaleSets.listAll());
answers.scaleSet = await compute.virtualMachineScaleSets.get(...scaleSet);
answers.instances = await all(compute.virtualMachineScaleSetVMs.list(...scaleSet));
answers.instance = await compute.virtualMachineScaleSetVMs.get(...scaleSet, "1", { expand: "instanceView" });
answers.scaleSetExtensions = await all(compute.virtualMachineScaleSetExtensions.list(...scaleSet));

console.log(JSON.stringify(answers));
