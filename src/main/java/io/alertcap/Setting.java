package io.alertcap;

/**
 * Every app setting, with its default, range and meaning: the one list that the README, the sample and {@code infra/}
 * are held to. The environment's name is {@code ALERTCAP_} and the constant's.
 */
public enum Setting {
    STORAGE_ACCOUNTS(
            "",
            "region=account id, separated by commas; required unless there is a path on the machine",
            "the storage account that takes the captures of each region's machines"),
    SCOPES(
            "",
            "ids of subscriptions or resource groups, separated by commas",
            "the machines that may be captured; by default those in the subscriptions of the storage accounts"),
    MACHINE_TAGS(
            "",
            "name=value, separated by commas",
            "tags that a machine must have, all of them, so that it may be captured; by default none"),
    SIGNING_KEY(
            "",
            "base64 of 32 to 64 random bytes; secret",
            "signs the sessions of the pages; without it the pages are closed"),
    OPERATOR_ROLE(
            "",
            "an app role's value, without blanks",
            "opens the pages to those who sign in at the platform (Entra ID) and have it; by default only a key does"),
    SECURE_WEBHOOK(
            "",
            "tenant id=identifier URI of an app registration",
            "whose token an alert must carry beside the key, and what for; by default the key is enough"),
    ENTRA_AUTHORITY(
            "https://login.microsoftonline.com",
            "https address",
            "where Entra ID publishes a tenant's keys; another one in sovereign clouds"),
    MONITOR_SCHEDULE("", "six-field NCRONTAB; required", "how often the monitor runs; `*/30 * * * * *` in the samples"),
    CAPTURE_LIMIT(
            "10",
            "1 to 10000",
            "captures at once on one Network Watcher, others' included (10 is the tutorial's, 10000 Azure's own)"),
    AT_LIMIT(
            "queue",
            "queue, refuse, preempt",
            "what happens at the limit; preempt stops our oldest capture of lower severity and keeps its file"),
    PER_MACHINE("1", "1 to 10", "our captures at once on one machine"),
    QUEUE_TIMEOUT("PT15M", "PT10S to PT24H", "how long a request waits before it is no longer worth taking"),
    CAPTURE_DURATION("PT5M", "PT1S to PT5H", "time limit of a capture"),
    CAPTURE_TOTAL_BYTES("1073741824", "1 to 4294967295", "size limit of a capture"),
    CAPTURE_BYTES_PER_PACKET("0", "0 to 4294967295", "bytes kept of each packet; 0 keeps whole packets"),
    CAPTURE_FILTERS("[]", "JSON array of filters", "packets to keep; none keeps every packet"),
    CAPTURE_PROFILES(
            "{}",
            "JSON object: name to {duration, totalBytes, bytesPerPacket, filters}",
            "named captures that an alert may choose by its custom property `captureProfile`"),
    MAX_DURATION("PT5H", "PT1S to PT5H", "the longest capture that an alert may ask for"),
    MAX_TOTAL_BYTES("4294967295", "1 to 4294967295", "the largest capture that an alert may ask for"),
    CAPTURE_NAME(
            "{machine}-{fired}-{id}",
            "letters, digits, `. _ -`, {machine}, {rule}, {fired}, {id}; at most 80 characters",
            "name of the capture on the Network Watcher and of its file"),
    ON_NAME_CONFLICT(
            "unique",
            "unique, reject, replace",
            "what happens when the name is taken; replace removes only our own stopped capture of that machine"),
    CAPTURE_CONTAINER("captures", "a container's name", "container of the capture files"),
    LINUX_PATH("", "under /var/captures, ends in .cap; may contain {name}", "a copy on the machine itself, on Linux"),
    WINDOWS_PATH("", "a drive path, ends in .cap; may contain {name}", "a copy on the machine itself, on Windows"),
    KEEP_SESSION("PT0S", "PT0S to P30D", "how long an ended capture stays visible on the Network Watcher"),
    LINK_LIFE(
            "PT5M",
            "PT0S to PT1H",
            "how long a link to a capture file can be used; PT0S makes none, and the app hands files out itself"),
    FILE_SETTLE("PT15S", "PT1S to PT1H", "how long a file must not have changed to be whole"),
    FILE_LATE_AFTER("PT15M", "PT1S to PT24H", "when a message says that the file has still not come"),
    FILE_DEADLINE("PT24H", "PT1M to P7D", "when a file is given up"),
    EMPTY_AFTER("PT3M", "PT1S to PT1H", "how long a file without packets is given to grow"),
    RECORD_RETENTION(
            "P365D",
            "PT0S, or P30D to P3650D",
            "how long a capture's record and case are kept after its end; PT0S keeps them for ever"),
    FILE_RETENTION(
            "PT0S",
            "PT0S, or P1D to P3650D, and not longer than the record's",
            "how long its files in storage are kept after its end; PT0S leaves them to the storage account's own rules"),
    WEBHOOK_URLS("", "addresses, separated by commas", "where messages go as CloudEvents"),
    WEBHOOK_SECRET("", "whsec_ and base64; secret", "signs them by the Standard Webhooks specification"),
    SLACK_URL("", "an incoming webhook's address; secret", "where messages go in Slack's format"),
    TEAMS_URL("", "a workflow's address; secret", "where messages go as Adaptive Cards"),
    MAIL_HOST(
            "",
            "name of a mail server",
            "the server that takes mail for delivery, over TLS; without it no mail is sent"),
    MAIL_PORT("587", "1 to 65535", "its port; the connection becomes secure by STARTTLS"),
    MAIL_FROM("", "an address; required with a host", "the sender of mail"),
    MAIL_TO("", "1 to 20 addresses, separated by commas; required with a host", "who gets messages as mail"),
    MAIL_USER("", "a name; with a password", "who signs in to the mail server"),
    MAIL_PASSWORD("", "a text; secret", "the password for that"),
    MESSAGE_GIVE_UP("PT24H", "PT1M to P7D", "how long a message is tried"),
    WATCH_INTERVAL(
            "PT5M",
            "PT0S to PT24H",
            "how often captures that nobody asked for are looked for and told; PT0S switches the watch off"),
    STATE_CONTAINER("alertcap", "a container's name", "container of the ledger, in the app's own storage account"),
    CREDENTIAL(
            "auto",
            "auto, managedIdentity, servicePrincipal, developer, none",
            "whom the app signs in as; none only with a stand-in on loopback"),
    ARM_ENDPOINT(
            "https://management.azure.com", "https address", "Azure Resource Manager; another one in sovereign clouds"),
    BLOB_ENDPOINT(
            "https://{account}.blob.core.windows.net",
            "https address with {account}",
            "where a storage account's blobs are; another one in sovereign clouds"),
    CONNECT_TIMEOUT(
            "PT3S", "PT1S to PT10S", "how long a connection to Azure (Resource Manager, storage, identity) may take"),
    READ_TIMEOUT(
            "PT15S",
            "PT1S to PT15S",
            "how long an answer of Azure may take, or a large file be silent; the ledger's own calls end after 2 s"),
    CREATE_WATCHER_IN(
            "", "a resource group's name", "creates a missing Network Watcher there; by default none is created"),
    ACTION_GROUPS(
            "",
            "ids of action groups, separated by commas",
            "the action groups that call the app: the doctor looks for their alert rules; by default it does not"),
    AGENT_INSTALL(
            "never",
            "never, ifMissing",
            "whether Network Watcher's extension is installed on a machine without it; that changes the machine, and can"
                    + " warn an intruder");

    private final String byDefault;
    private final String range;
    private final String meaning;

    Setting(String byDefault, String range, String meaning) {
        this.byDefault = byDefault;
        this.range = range;
        this.meaning = meaning;
    }

    /** The name of the app setting, that is of the environment variable. */
    public String variable() {
        return "ALERTCAP_" + name();
    }

    /** What applies when it is not set; empty where nothing does. */
    public String byDefault() {
        return byDefault;
    }

    public String range() {
        return range;
    }

    public String meaning() {
        return meaning;
    }
}
