using System.Collections;
using System.Management.Automation;
using System.Net;
using TikTokFollowing.Client.Definitions;
using TikTokFollowing.Client.Http;
using TikTokFollowing.Client.Journals;
using TikTokFollowing.Client.Text;
using TikTokFollowing.Cmdlets.Abstractions;
using TikTokFollowing.Cmdlets.Completers;
using TikTokFollowing.Cmdlets.Conversion;
using TikTokFollowing.Cmdlets.Errors;
using TikTokFollowing.Cmdlets.Requests;

namespace TikTokFollowing.Cmdlets.Commands;

/// <summary>
/// Tests a provider definition: its JSON and, with -ResponsePath, how it reads a response. Sends no request.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "TikTokFollowingProvider", DefaultParameterSetName = ByDefinition)]
[OutputType(typeof(ProviderDefinitionTest))]
[OutputType(typeof(bool))]
public sealed class TestTikTokFollowingProviderCommand : AsyncCmdlet
{
    private const string ByDefinition = "Definition";
    private const string ByResponse = "Response";

    /// <summary>Specifies the definition, without wildcards. Paths and files can be piped in.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    [ArgumentCompleter(typeof(JsonPathCompleter))]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Specifies a file with the body of a response, without wildcards.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ByResponse)]
    [ArgumentCompleter(typeof(JsonPathCompleter))]
    [ValidateNotNullOrEmpty]
    public string ResponsePath { get; set; } = "";

    /// <summary>Specifies the HTTP status of the response. The default is 200.</summary>
    [Parameter(ParameterSetName = ByResponse)]
    [ValidateRange(200, 599)]
    public int StatusCode { get; set; } = 200;

    /// <summary>Specifies the headers of the response, such as @{ 'X-Credits-Remaining' = 41 }.</summary>
    [Parameter(ParameterSetName = ByResponse)]
    [ValidateNotNull]
    public IDictionary Header { get; set; } = new Hashtable();

    /// <summary>Returns only true or false.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => this.Try(() =>
    {
        ProviderDefinitionTest test = Test(InputFile.Resolve(SessionState, Path, "-Path"));
        if (Quiet && test.Message is string message)
        {
            WriteVerbose(message);
        }
        WriteObject(Quiet ? (object)test.IsValid : test);
    });

    private ProviderDefinitionTest Test(string path)
    {
        ProviderDefinition definition;
        try
        {
            definition = DefinitionReader.ReadFile(path);
        }
        catch (FollowingException e)
        {
            return new ProviderDefinitionTest { Path = path, ErrorId = e.Kind.ToString(), Message = e.Message };
        }
        if (ParameterSetName == ByDefinition)
        {
            return new ProviderDefinitionTest { Name = definition.Metadata.Name, Path = path, IsValid = true };
        }
        byte[] response = ReadResponse(InputFile.Resolve(SessionState, ResponsePath, "-ResponsePath"));
        List<KeyValuePair<string, string>> headers =
        [
            .. Header.Cast<DictionaryEntry>().Select(header => new KeyValuePair<string, string>(
                LanguagePrimitives.ConvertTo<string>(header.Key), LanguagePrimitives.ConvertTo<string>(header.Value))),
        ];
        DefinitionReading reading = Await(token =>
            DefinitionTester.ReadAsync(definition, response, (HttpStatusCode)StatusCode, headers, token));
        return DefinitionTestConverter.OfResponse(path, definition.Metadata, reading);
    }

    private static byte[] ReadResponse(string path)
    {
        string shown = $"-ResponsePath '{TextSanitizer.Sanitize(path)}'";
        try
        {
            RegularFile.ThrowIfOther(path);
            return new FileInfo(path).Length <= BodyBuffer.MaximumLength
                ? File.ReadAllBytes(path)
                : throw RequestErrors.Invalid($"{shown} is larger than the limit for a response.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw RequestErrors.Invalid($"{shown} cannot be read: {TextSanitizer.Sanitize(e.Message)}");
        }
    }
}
