namespace TikTokFollowing.SandboxServer;

/// <summary>
/// Provides the words of names, bios and regions. Handles consist of common words and a number, so that they identify
/// no real person. No word is in both lists, so that swapping two words does not produce the same handle. Each list has
/// 64 words because it is indexed by bits.
/// </summary>
internal static class SandboxWords
{
    public static readonly string[] Adjectives =
    [
        "quiet", "amber", "brisk", "calm", "dusty", "early", "faded", "gentle", "hidden", "ivory", "jolly", "keen",
        "lucid", "mellow", "nimble", "olive", "paper", "quick", "rapid", "silver", "tidy", "urban", "velvet", "warm",
        "young", "zesty", "bright", "copper", "dapper", "eager", "frosty", "golden", "hollow", "indigo", "jade",
        "knitted", "late", "misty", "northern", "odd", "polite", "rustic", "salty", "tender", "upper", "vivid", "woven",
        "yellow", "bold", "crisp", "distant", "electric", "floating", "green", "humble", "inner", "lunar", "modern",
        "noble", "plain", "round", "sunny", "tiny", "wild",
    ];

    public static readonly string[] Nouns =
    [
        "lantern", "anchor", "basket", "candle", "drum", "ember", "feather", "garden", "harbor", "island", "jacket",
        "kettle", "ladder", "meadow", "needle", "orchard", "pebble", "quilt", "river", "saddle", "teapot", "umbrella",
        "valley", "window", "yarn", "zipper", "bakery", "canyon", "domino", "engine", "forest", "glacier", "hammock",
        "igloo", "jungle", "kayak", "library", "mirror", "notebook", "oyster", "pencil", "quarry", "rocket", "sparrow",
        "tunnel", "upland", "violin", "walnut", "yacht", "beacon", "cactus", "dahlia", "easel", "falcon", "guitar",
        "hazel", "inkwell", "juniper", "kite", "lemon", "mosaic", "nutmeg", "otter", "parrot",
    ];

    /// <summary>
    /// Provides display names: {0} is the adjective, {1} the noun, both capitalized. They contain emoji with joiners,
    /// right-to-left text and letters outside the BMP.
    /// </summary>
    public static readonly string[] DisplayNames =
    [
        "{0} {1}", "{1} 🌿", "The {0} {1}", "{0}{1}", "✨ {0} {1} ✨",
        "静かな灯り {1}", "{1} 👩‍🚀🚀", "Тихий {1}", "𝓠𝓾𝓲𝓮𝓽 {1}", "{1}, \"{0}\" & co",
        "مصباح {1}", "{0} {1} 🇳🇴",
    ];

    public static readonly string[] Bios =
    [
        "{0} things, every day.\nOrders: link below ⬇️",
        "I collect {1}s. That is all.",
        "📍 somewhere {0}\n📷 film only\n\nNo repost without asking 🙏",
        "Making a {1} from scratch, one minute at a time",
        "𝙇𝙞𝙫𝙞𝙣𝙜 the {0} life 🧵🪡",
        "hello@{1}.example • she/they • \"{0}\" since 2016",
        "Bäckerei & Café · {1}\nMo–Fr 8–18 Uhr ☕️",
        "毎日 {1} の写真を撮っています 📸",
        "Just here for the {1}s \\o/ <3",
        "𠮷野家 fan, {0} cook 🍜\tno ads",
        "1 👍 = 1 {1}",
        "Part-time {1}, full-time {0} 🧑🏽‍🍳",
    ];

    public static readonly (string Region, string Language)[] Places =
    [
        ("US", "en"), ("GB", "en"), ("DE", "de"), ("FR", "fr"), ("JP", "ja"), ("BR", "pt"), ("ID", "id"),
        ("MX", "es"), ("TR", "tr"), ("SA", "ar"), ("TW", "zh-Hant"), ("NO", "nb"),
    ];
}
