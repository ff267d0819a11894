using System.Text;
using System.Xml;

namespace TikTokFollowing.Client.Graphs;

/// <summary>Creates the XML writers of graph files.</summary>
internal static class GraphXml
{
    /// <summary>Specifies the text that identifies a file of this module. It precedes all account data.</summary>
    public const string Mark = "<!--" + Comment + "-->";

    /// <summary>Specifies the start of every XML file.</summary>
    public const string Start = "<?xml version=\"1.0\"";

    private const string Comment = " TikTokFollowing graph ";

    /// <summary>Creates a writer, and writes the declaration and the mark.</summary>
    public static XmlWriter Create(Stream stream)
    {
        XmlWriterSettings settings = new()
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
        };
        XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteComment(Comment);
        return xml;
    }

    /// <summary>Writes an element in the default namespace of its parent.</summary>
    /// <param name="xml">The writer.</param>
    /// <param name="name">The name of the element.</param>
    /// <param name="attributes">The attributes. Those without a value are omitted.</param>
    /// <param name="write">Writes the content; null for an empty element.</param>
    public static void Element(
        this XmlWriter xml, string name, (string Name, string? Value)[] attributes, Action? write = null)
    {
        xml.WriteStartElement(name);
        foreach ((string attribute, string? value) in attributes)
        {
            if (value is not null)
            {
                xml.WriteAttributeString(attribute, value);
            }
        }
        write?.Invoke();
        xml.WriteEndElement();
    }
}
