using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;

namespace GatewayPipeline.Compiler.Re2;

/// <summary>
/// The classes that patterns name: Perl's <c>\d</c>, POSIX <c>[:alpha:]</c>, Unicode <c>\p{Greek}</c>.
/// </summary>
internal static class NamedByteClasses
{
    private static readonly FrozenDictionary<char, ByteClass> perl = new Dictionary<char, ByteClass>
    {
        ['d'] = Ascii(char.IsAsciiDigit),
        ['s'] = Ascii(c => c is '\t' or '\n' or '\f' or '\r' or ' '),
        ['w'] = Ascii(IsWord),
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, ByteClass> posix = new Dictionary<string, ByteClass>
    {
        ["alnum"] = Ascii(char.IsAsciiLetterOrDigit),
        ["alpha"] = Ascii(char.IsAsciiLetter),
        ["ascii"] = Ascii(_ => true),
        ["blank"] = Ascii(c => c is '\t' or ' '),
        ["cntrl"] = Ascii(char.IsControl),
        ["digit"] = Ascii(char.IsAsciiDigit),
        ["graph"] = Ascii(c => c is > ' ' and < '\x7f'),
        ["lower"] = Ascii(char.IsAsciiLetterLower),
        ["print"] = Ascii(c => c is >= ' ' and < '\x7f'),
        ["punct"] = Ascii(c => c is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(c)),
        ["space"] = Ascii(c => c is >= '\t' and <= '\r' or ' '),
        ["upper"] = Ascii(char.IsAsciiLetterUpper),
        ["word"] = Ascii(IsWord),
        ["xdigit"] = Ascii(char.IsAsciiHexDigit),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Only Latin and Common have characters below U+0100; of the others only the name matters.
    private static readonly FrozenSet<string> scripts = ("""
        Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki
        Bopomofo Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee
        Chorasmian Common Coptic Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra
        Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati
        Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inherited
        Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada Katakana Kawi Kayah_Li Kharoshthi
        Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B Lisu Lycian Lydian
        Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek Mende_Kikakui
        Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari
        Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic
        Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage
        Osmanya Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan
        Saurashtra Sharada Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri
        Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan
        Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi Wancho Warang_Citi Yezidi Yi Zanabazar_Square
        """).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, UnicodeCategory> categories =
        new Dictionary<string, UnicodeCategory>
    {
        ["Lu"] = UnicodeCategory.UppercaseLetter,
        ["Ll"] = UnicodeCategory.LowercaseLetter,
        ["Lt"] = UnicodeCategory.TitlecaseLetter,
        ["Lm"] = UnicodeCategory.ModifierLetter,
        ["Lo"] = UnicodeCategory.OtherLetter,
        ["Mn"] = UnicodeCategory.NonSpacingMark,
        ["Mc"] = UnicodeCategory.SpacingCombiningMark,
        ["Me"] = UnicodeCategory.EnclosingMark,
        ["Nd"] = UnicodeCategory.DecimalDigitNumber,
        ["Nl"] = UnicodeCategory.LetterNumber,
        ["No"] = UnicodeCategory.OtherNumber,
        ["Zs"] = UnicodeCategory.SpaceSeparator,
        ["Zl"] = UnicodeCategory.LineSeparator,
        ["Zp"] = UnicodeCategory.ParagraphSeparator,
        ["Cc"] = UnicodeCategory.Control,
        ["Cf"] = UnicodeCategory.Format,
        ["Cs"] = UnicodeCategory.Surrogate,
        ["Co"] = UnicodeCategory.PrivateUse,
        ["Pc"] = UnicodeCategory.ConnectorPunctuation,
        ["Pd"] = UnicodeCategory.DashPunctuation,
        ["Ps"] = UnicodeCategory.OpenPunctuation,
        ["Pe"] = UnicodeCategory.ClosePunctuation,
        ["Pi"] = UnicodeCategory.InitialQuotePunctuation,
        ["Pf"] = UnicodeCategory.FinalQuotePunctuation,
        ["Po"] = UnicodeCategory.OtherPunctuation,
        ["Sm"] = UnicodeCategory.MathSymbol,
        ["Sc"] = UnicodeCategory.CurrencySymbol,
        ["Sk"] = UnicodeCategory.ModifierSymbol,
        ["So"] = UnicodeCategory.OtherSymbol,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, ByteClass?> unicode = new(StringComparer.Ordinal);

    /// <summary>The class of <c>\d</c>, <c>\D</c> and their like; null for another letter.</summary>
    public static ByteClass? Perl(char letter, bool fold) =>
        perl.TryGetValue(char.ToLowerInvariant(letter), out var group)
            ? Of(group, fold, negated: char.IsAsciiLetterUpper(letter))
            : null;

    /// <summary>The class that <c>[:name:]</c> or <c>[:^name:]</c> stands for; null for an unknown name.</summary>
    public static ByteClass? Posix(string name, bool fold) =>
        posix.TryGetValue(name.TrimStart('^'), out var group) && name.LastIndexOf('^') < 1
            ? Of(group, fold, negated: name.StartsWith('^'))
            : null;

    /// <summary>With folding, what is left out is left out in all its cases.</summary>
    public static ByteClass Of(ByteClass group, bool fold, bool negated)
    {
        var folded = fold ? group.Folded() : group;

        return negated ? folded.Negated() : folded;
    }

    /// <summary>The class of a general category, a script or <c>Any</c>; null for an unknown name.</summary>
    public static ByteClass? Unicode(string name)
    {
        if (unicode.TryGetValue(name, out var known))
        {
            return known;
        }

        var group = Compute(name);
        if (group is not null)
        {
            unicode[name] = group;
        }

        return group;
    }

    private static ByteClass? Compute(string name)
    {
        if (name is "Any")
        {
            return ByteClass.Empty.Negated();
        }

        if (scripts.Contains(name))
        {
            return ByteClass.Where(c => ScriptOf(c) == name, others: true);
        }

        var wanted = categories.Where(pair => pair.Key == name || (name.Length == 1 && pair.Key[0] == name[0]))
            .Select(pair => pair.Value).ToHashSet();
        if (wanted.Count == 0)
        {
            return null;
        }

        // "Control" is the one category that lies in Latin-1 altogether.
        return ByteClass.Where(c => wanted.Contains(CharUnicodeInfo.GetUnicodeCategory(c)), others: name is not "Cc");
    }

    private static string ScriptOf(int character) => character switch
    {
        0xB5 => "Common",
        _ => char.IsLetter((char)character) ? "Latin" : "Common",
    };

    private static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';

    private static ByteClass Ascii(Func<char, bool> contains) =>
        ByteClass.Where(c => c < 128 && contains((char)c), others: false);
}
