/* Text for XML, as JUnit's reports need it. */
#ifndef CLI_XML_H
#define CLI_XML_H

#include <chatlet/base.h>

#include <stdio.h>

/* Writes text with '&', '<', '>' and '"' as entities. XML has no way to write most control
 * characters: all but line ends become spaces. */
void cli_xml_write(FILE *stream, chatlet_str text);

#endif
