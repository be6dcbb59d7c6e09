/* codes.h - the numbers of the checker's diagnostics; their titles are in source/codes.def. */
#ifndef TYPES_CODES_H
#define TYPES_CODES_H

enum {
    E_UNKNOWN_NAME = 201,
    E_UNKNOWN_TYPE = 202,
    E_UNKNOWN_MEMBER = 203,
    E_NO_MODULE = 204,
    E_DECLARED_TWICE = 205,
    E_IMPORT_CYCLE = 206,
    E_NOT_A_TYPE = 207,
    E_TYPE_ARGUMENTS = 208,
    E_BOUND = 209,
    E_CONTAINS_ITSELF = 210,
    E_CYCLE = 211,
    E_BAD_STRUCT = 212,
    E_BAD_ENUM = 213,
    E_BAD_TYPE = 214,
    E_BAD_PARAMETER = 215,
    E_BAD_METHOD = 216,
    E_LIBRARY_ONLY = 217,
    E_NO_MAIN = 218,
    E_BAD_MAIN = 219,
    E_BAD_OUTPUTS = 220,
    E_OVERRIDE = 221,
    E_KIND = 222,

    E_MISMATCH = 301,
    E_OPERATOR = 302,
    E_CONDITION = 303,
    E_OPTIONAL = 304,
    E_EMPTY = 305,
    E_MIXED = 306,
    E_INFER = 307,
    E_OVERLOAD = 308,
    E_MISSING_ARGUMENT = 309,
    E_EXTRA_ARGUMENT = 310,
    E_ARGUMENT_TWICE = 311,
    E_NOT_CALLABLE = 312,
    E_NOT_ITERABLE = 313,
    E_UNPACK = 314,
    E_INDEX = 315,
    E_FORMAT = 316,
    E_RETURN = 317,
    E_LAMBDA = 318,
    E_BAD_CONSTANT = 319,
    E_NO_VALUE = 320,
    E_NOT_A_VALUE = 321,
    E_TOO_DEEP = 322,
    E_MATCH = 323,

    E_UNASSIGNED = 331,
    E_NO_RETURN = 332,
    E_UNUSED = 333,
    E_READ_ONLY = 334,
    E_LOST_CHANGE = 335,
    E_NOT_A_PATH = 336,
    E_OUTSIDE_LOOP = 337,

    E_SERIES_CONDITION = 351,
    E_SERIES = 352,
    E_NODE_ONLY = 353,
    E_GRAPH_ONLY = 354,
    E_OUTPUT = 355,
    E_BASKET = 356,
    E_ALARM = 357,
    E_OUTPUT_MISSING = 358,
    E_INPUT = 359,
    E_SECTION = 360,

    E_UNION = 385,
    E_ISINSTANCE = 386,

    E_UNSUPPORTED = 390,
    E_PROTO_MISSING = 509, /* reported where the field is used */

    W_UNUSED_NODE = 711,
    W_UNREACHABLE = 712
};

#endif
